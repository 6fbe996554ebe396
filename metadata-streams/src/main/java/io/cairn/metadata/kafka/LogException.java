package io.cairn.metadata.kafka;

import org.jspecify.annotations.Nullable;

/// The log cannot be read or is not what it should be; the node cannot go on.
public final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
