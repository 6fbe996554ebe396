package io.cairn.schemas;

import java.util.UUID;

/// Names one erasure-coded blob; never used twice.
public record BlobId(UUID value) implements Comparable<BlobId> {
    /// Reads the text form that [#toString] gives; throws IllegalArgumentException if it is none.
    public static BlobId parse(String text) {
        return new BlobId(Uuids.parse(text));
    }

    @Override
    public int compareTo(BlobId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
