package io.cairn.metadata.notification;

/// A rule that no bucket can have. The message is for the client; `argument` and `value` say what
/// is wrong.
public final class InvalidRuleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String argument;
    private final String value;

    public InvalidRuleException(String message, String argument, String value) {
        super(message);
        this.argument = argument;
        this.value = value;
    }

    /// Which element is wrong.
    public String argument() {
        return argument;
    }

    /// What it says.
    public String value() {
        return value;
    }
}
