package io.cairn.schemas.event;

import org.jspecify.annotations.Nullable;

/// Bytes that are not what they should be.
public final class MalformedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
