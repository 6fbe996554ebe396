package io.cairn.metadata;

import org.jspecify.annotations.Nullable;

/// Nobody can say now whether an event happened: neither it nor its withdrawal was answered in
/// time, or what was answered is not durable yet. It may be in the log, or may still get there. So
/// what the event names, such as shards, must be kept: the fold reclaims it if the event turns out
/// to be rejected, a scrub if it never arrives. The caller may append the same event again, which
/// gives its first outcome.
public final class OutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OutcomeUnknownException(String message) {
        this(message, null);
    }

    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
