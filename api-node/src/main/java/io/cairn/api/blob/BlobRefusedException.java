package io.cairn.api.blob;

/// A blob is not taken now because drives are below their reserve or too much is under way; trying
/// again later may succeed.
public final class BlobRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BlobRefusedException(String message) {
        super(message);
    }
}
