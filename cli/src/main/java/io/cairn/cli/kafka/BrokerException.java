package io.cairn.cli.kafka;

import org.jspecify.annotations.Nullable;

/// The embedded broker cannot start or run.
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
