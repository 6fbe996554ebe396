package io.cairn.schemas;

import java.util.UUID;

/// Names a version of an object in a versioned bucket.
///
/// No id is used twice: it holds the position of the event that made the version, which no two
/// events of a partition share, and its place among the versions of that event. The position also
/// leads to the version's row. It is masked by the lower half, which comes from the event's id, so
/// that nobody takes the order of ids for that of versions, or guesses one.
public record VersionId(UUID value) implements Comparable<VersionId> {
    /// Names the null version where a request must name one. No row has this id.
    public static final VersionId NULL = new VersionId(new UUID(0, 0));

    /// The id of version `index`, from 0, of those that the event at `sequence` makes.
    public static VersionId of(long sequence, EventId event, int index) {
        long low = event.value().getLeastSignificantBits() ^ index;
        return new VersionId(new UUID(sequence ^ mask(low), low));
    }

    /// Stands for the place of a version at `sequence` that has no id, in a listing. No version has
    /// this id.
    public static VersionId ofPlace(long sequence) {
        long low = mask(~sequence);
        return new VersionId(new UUID(sequence ^ mask(low), low));
    }

    /// The position of the event that made the version. Of an id that was not made by [#of], any
    /// number.
    public long sequence() {
        return value.getMostSignificantBits() ^ mask(value.getLeastSignificantBits());
    }

    /// A bijection that spreads every bit over all (the finalizer of MurmurHash3).
    private static long mask(long bits) {
        long mixed = (bits ^ bits >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
        return mixed ^ mixed >>> 33;
    }

    /// Reads the text form that [#toString] gives; throws IllegalArgumentException if it is none.
    public static VersionId parse(String text) {
        return new VersionId(Uuids.parse(text));
    }

    @Override
    public int compareTo(VersionId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
