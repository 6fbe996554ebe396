package io.cairn.schemas;

import java.util.UUID;

/// Names a version of an object in a versioned bucket.
public record VersionId(UUID value) implements Comparable<VersionId> {
    /// Names the null version where a request must name one. No row has this id.
    public static final VersionId NULL = new VersionId(new UUID(0, 0));

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
