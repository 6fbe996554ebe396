package io.cairn.blobs.heal;

/// Nobody can say now whether an event changed the rows: it may have happened or still happen. So
/// the shards that it names stay. Not a kind of [RowsUnavailableException], whose events do not
/// happen.
public final class RowsOutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// With the words of `cause`.
    public RowsOutcomeUnknownException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
