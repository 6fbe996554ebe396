package io.cairn.metadata.store;

import org.jspecify.annotations.Nullable;

/// The store cannot go on: its disk failed, its bytes are not what was written, or the log does not
/// fit it. Nobody's request is at fault; the partition stops.
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
