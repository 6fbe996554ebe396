package io.cairn.schemas.event;

import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import java.util.Optional;

/// A multipart upload that is neither completed nor aborted. `createdMillis` is in milliseconds
/// since the epoch.
public record Upload(
        ObjectKey key, UploadId id, long createdMillis, String owner, UploadPlan plan) {
    public ObjectMetadata metadata() {
        return plan.metadata();
    }

    /// The algorithm that the client asked for.
    public Optional<ChecksumAlgorithm> checksumAlgorithm() {
        return plan.checksumAlgorithm();
    }

    /// Whether its checksum is that of the full object.
    public boolean checksumFullObject() {
        return plan.checksumFullObject();
    }
}
