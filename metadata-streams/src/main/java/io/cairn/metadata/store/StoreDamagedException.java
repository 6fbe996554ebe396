package io.cairn.metadata.store;

import org.jspecify.annotations.Nullable;

/// The bytes of a store are not what was written, or files of it are gone. What it held follows
/// from the log.
public final class StoreDamagedException extends StoreException {
    private static final long serialVersionUID = 1;

    StoreDamagedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
