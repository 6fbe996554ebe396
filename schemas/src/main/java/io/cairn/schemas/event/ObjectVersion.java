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
        String owner) {}
