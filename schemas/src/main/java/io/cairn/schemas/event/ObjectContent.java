package io.cairn.schemas.event;

import java.util.Optional;

/// What an object holds, as a client sees it; the same in every replica. `size` is in bytes, `etag`
/// is without quotes, `partCount` is 0 for an object that was not uploaded in parts.
public record ObjectContent(
        long size,
        String etag,
        Optional<Checksum> checksum,
        int partCount,
        Optional<Encryption> encryption) {
    /// The content of a delete marker.
    public static final ObjectContent NONE = of(0, "", Optional.empty());

    public ObjectContent {
        if (size < 0 || partCount < 0) {
            throw new IllegalArgumentException(size + " bytes in " + partCount + " parts");
        }
    }

    /// Content that is neither made of parts nor encrypted.
    public static ObjectContent of(long size, String etag, Optional<Checksum> checksum) {
        return new ObjectContent(size, etag, checksum, 0, Optional.empty());
    }
}
