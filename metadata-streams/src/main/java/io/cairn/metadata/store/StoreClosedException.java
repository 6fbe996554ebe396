package io.cairn.metadata.store;

/// The store is being closed; nothing can be read from it any more.
public final class StoreClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreClosedException() {
        super("the fold store is closed");
    }
}
