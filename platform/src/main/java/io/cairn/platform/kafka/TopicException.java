package io.cairn.platform.kafka;

import org.jspecify.annotations.Nullable;

/// A topic is not as it should be and cannot be made so, or the brokers do not answer.
public final class TopicException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TopicException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
