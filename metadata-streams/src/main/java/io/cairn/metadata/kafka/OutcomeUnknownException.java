package io.cairn.metadata.kafka;

/// An event was appended, and it is unknown whether it will be decided: neither it nor its
/// withdrawal got an answer in time. What it brought must not be removed.
public final class OutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutcomeUnknownException(String message) {
        super(message);
    }
}
