package io.cairn.schemas;

import java.util.UUID;

/// Names one creation of a bucket: a bucket that is deleted and created again gets another id.
public record BucketId(UUID value) implements Comparable<BucketId> {
    /// Reads the text form that [#toString] gives; throws IllegalArgumentException if it is none.
    public static BucketId parse(String text) {
        return new BucketId(Uuids.parse(text));
    }

    @Override
    public int compareTo(BucketId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
