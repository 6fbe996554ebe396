package io.cairn.schemas;

import java.util.UUID;

/// Names a multipart upload.
public record UploadId(UUID value) implements Comparable<UploadId> {
    /// Reads the text form that [#toString] gives; throws IllegalArgumentException if it is none.
    public static UploadId parse(String text) {
        return new UploadId(Uuids.parse(text));
    }

    @Override
    public int compareTo(UploadId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
