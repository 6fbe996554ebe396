package io.cairn.schemas.event;

import io.cairn.schemas.VersionId;
import java.util.Optional;

/// The fold's answer to one entry of a delete. Without a `rejection` what the entry names is gone,
/// or was not there. `deleteMarker` says that a delete marker was made or removed. `markerId` is
/// the id of the one that was made; [VersionId#NULL] if that is the null version.
public record DeletedEntry(
        Optional<Rejection> rejection, boolean deleteMarker, Optional<VersionId> markerId) {
    /// A version is gone, or there was none.
    public static final DeletedEntry GONE =
            new DeletedEntry(Optional.empty(), false, Optional.empty());

    /// A delete marker is gone.
    public static final DeletedEntry MARKER_GONE =
            new DeletedEntry(Optional.empty(), true, Optional.empty());

    /// Nothing was deleted.
    public static DeletedEntry refused(Rejection rejection) {
        return new DeletedEntry(Optional.of(rejection), false, Optional.empty());
    }

    /// A delete marker was made.
    public static DeletedEntry marker(VersionId id) {
        return new DeletedEntry(Optional.empty(), true, Optional.of(id));
    }
}
