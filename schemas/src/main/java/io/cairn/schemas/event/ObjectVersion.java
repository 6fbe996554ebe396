package io.cairn.schemas.event;

import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import java.util.Optional;

/// One version of an object as the fold keeps it. The content is empty, or in `blob`, or in the
/// part rows of the upload `partsOf`. `versionId` is empty for the null version.
public record ObjectVersion(
        ObjectKey key,
        long sequence,
        Optional<VersionId> versionId,
        boolean deleteMarker,
        long modifiedMillis,
        long size,
        String etag,
        ObjectMetadata metadata,
        Optional<Blob> blob,
        Optional<UploadId> partsOf,
        int partCount,
        Optional<Checksum> checksum,
        int placementRevision,
        String owner) {
    /// The same version with shards in other places: of its own blob, or of one of its parts.
    public ObjectVersion relocated(Optional<Blob> newBlob) {
        return new ObjectVersion(
                key,
                sequence,
                versionId,
                deleteMarker,
                modifiedMillis,
                size,
                etag,
                metadata,
                newBlob,
                partsOf,
                partCount,
                checksum,
                placementRevision + 1,
                owner);
    }
}
