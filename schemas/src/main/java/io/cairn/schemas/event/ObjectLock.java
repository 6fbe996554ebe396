package io.cairn.schemas.event;

import java.util.Optional;

/// What a bucket whose versions can be locked says of them.
public record ObjectLock(Optional<DefaultRetention> defaultRetention) {
    /// Versions can be locked, and are not by default.
    public static final ObjectLock WITHOUT_DEFAULT = new ObjectLock(Optional.empty());
}
