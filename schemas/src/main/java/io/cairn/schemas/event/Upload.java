package io.cairn.schemas.event;

import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import java.util.Optional;

/// A multipart upload that is neither completed nor aborted.
public record Upload(
        ObjectKey key,
        UploadId id,
        long createdMillis,
        ObjectMetadata metadata,
        Optional<ChecksumAlgorithm> checksumAlgorithm,
        boolean checksumFullObject,
        String owner) {}
