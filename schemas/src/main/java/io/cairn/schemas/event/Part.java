package io.cairn.schemas.event;

import java.util.Optional;

/// One part of an upload, or of an object made of it. `offset` is where its first byte lies in the
/// object, 0 until the upload is completed; `sequence` is the position of the event that put it.
public record Part(
        int number,
        PartContent content,
        long offset,
        long modifiedMillis,
        long sequence,
        Optional<Blob> blob) {
    /// The highest part number S3 allows.
    public static final int NUMBER_MAX = 10_000;

    /// Content bytes.
    public long size() {
        return content.size();
    }

    /// Without quotes.
    public String etag() {
        return content.etag();
    }

    public Optional<Checksum> checksum() {
        return content.checksum();
    }

    /// The same part at its place in the completed object.
    public Part at(long newOffset) {
        return new Part(number, content, newOffset, modifiedMillis, sequence, blob);
    }

    /// The same part with its shards in other places.
    public Part relocated(Blob newBlob) {
        return new Part(number, content, offset, modifiedMillis, sequence, Optional.of(newBlob));
    }
}
