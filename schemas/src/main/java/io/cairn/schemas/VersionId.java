package io.cairn.schemas;

import java.util.UUID;

/// Names a version of an object in a versioned bucket.
public record VersionId(UUID value) implements Comparable<VersionId> {
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
