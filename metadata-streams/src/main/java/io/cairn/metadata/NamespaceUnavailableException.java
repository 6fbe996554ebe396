package io.cairn.metadata;

/// The owner of a partition cannot answer now. Thrown by a read, or by an append whose event did
/// not and will not happen; the caller may try again.
public final class NamespaceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NamespaceUnavailableException(String message) {
        super(message);
    }

    public NamespaceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
