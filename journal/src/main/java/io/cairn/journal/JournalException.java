package io.cairn.journal;

/// A journal cannot be used, or the journals do not hold what they have to. The message says what
/// to change.
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public JournalException(String message) {
        super(message);
    }
}
