package io.cairn.cli.server;

import org.jspecify.annotations.Nullable;

/// The server cannot start; the message tells the operator why and what to change.
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
