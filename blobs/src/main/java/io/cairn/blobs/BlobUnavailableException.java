package io.cairn.blobs;

/// Too few shards of a blob can be written or read.
public final class BlobUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BlobUnavailableException(String message) {
        super(message);
    }
}
