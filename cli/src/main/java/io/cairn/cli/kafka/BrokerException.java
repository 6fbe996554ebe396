package io.cairn.cli.kafka;

import org.jspecify.annotations.Nullable;

/// The embedded broker cannot start or run. The cause is a BindException if, and only if, its
/// address cannot be listened on.
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
