package io.cairn.metadata;

/// There is no room for this event now. Nothing was changed and nothing will be; trying again later
/// may succeed.
public final class NamespaceRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NamespaceRefusedException(String message) {
        super(message);
    }
}
