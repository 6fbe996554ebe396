package io.cairn.blobs;

/// A blob is not taken now because drives are below their reserve or too much is under way; trying
/// again later may succeed.
public final class BlobRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String words;

    public BlobRefusedException(String words) {
        super(words);
        this.words = words;
    }

    /// With `detail` that is for the log only: it may name places of this machine.
    public BlobRefusedException(String words, String detail) {
        super(words + " (" + detail + ")");
        this.words = words;
    }

    /// Why, as clients may be told.
    public String words() {
        return words;
    }
}
