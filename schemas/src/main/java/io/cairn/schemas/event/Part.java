package io.cairn.schemas.event;

import java.util.Optional;

/// One part of an upload, or of an object made of it. `offset` is where its first byte lies in the
/// object; 0 until the upload is completed.
public record Part(
        int number,
        long size,
        long offset,
        String etag,
        Optional<Blob> blob,
        Optional<Checksum> checksum,
        long modifiedMillis,
        long sequence) {
    /// The highest part number S3 allows.
    public static final int NUMBER_MAX = 10_000;

    /// The same part at its place in the completed object.
    public Part at(long newOffset) {
        return new Part(number, size, newOffset, etag, blob, checksum, modifiedMillis, sequence);
    }

    /// The same part with its shards in other places.
    public Part relocated(Blob newBlob) {
        return new Part(
                number,
                size,
                offset,
                etag,
                Optional.of(newBlob),
                checksum,
                modifiedMillis,
                sequence);
    }
}
