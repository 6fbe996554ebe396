package io.cairn.schemas.event;

import io.cairn.schemas.VersionId;
import java.util.Optional;

/// When and by whom a version was made. `sequence` is the position of its event and orders the
/// versions of a key; `versionId` is empty for the null version; `modifiedMillis` is in
/// milliseconds since the epoch.
public record VersionStamp(
        long sequence,
        Optional<VersionId> versionId,
        boolean deleteMarker,
        long modifiedMillis,
        String owner) {
    /// The same stamp, of a delete marker.
    public VersionStamp ofDeleteMarker() {
        return new VersionStamp(sequence, versionId, true, modifiedMillis, owner);
    }
}
