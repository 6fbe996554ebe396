package io.cairn.metadata;

import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import java.util.Optional;

/// The row that holds a blob: the version of `sequence`, or part `partNumber` of `upload`, out of
/// which that version was made ([#NO_VERSION]: none yet).
public record BlobRow(long sequence, Optional<UploadId> upload, int partNumber, Blob blob) {
    /// The sequence of a version that is not made yet.
    public static final long NO_VERSION = -1;

    /// The row of a version that holds the blob itself.
    public static BlobRow ofVersion(long sequence, Blob blob) {
        return new BlobRow(sequence, Optional.empty(), 0, blob);
    }
}
