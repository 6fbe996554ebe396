package io.cairn.metadata.topology;

import org.jspecify.annotations.Nullable;

/// The log cannot be read or is not what it should be; the node cannot go on.
public final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
