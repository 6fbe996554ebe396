package io.cairn.blobs.heal;

/// The rows cannot be read or changed now. What was asked for did not and will not happen.
public final class RowsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// With the words of `cause`.
    public RowsUnavailableException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
