package io.cairn.blobs;

import java.util.concurrent.Semaphore;

/// What all running reads of a store share, so that thousands of slow clients can read at a time.
/// Safe for use by many threads.
final class ReadBudget {
    private final Semaphore pieceBytes;
    private final Semaphore openShards;

    ReadBudget(BlobLimits limits) {
        this.pieceBytes = new Semaphore(limits.pieceBytesMax());
        this.openShards = new Semaphore(limits.openShardsMax());
    }

    /// Takes memory for a piece; false if there is none, and then nothing is given back.
    boolean tryTakePiece(int bytes) {
        return pieceBytes.tryAcquire(bytes);
    }

    void givePiece(int bytes) {
        pieceBytes.release(bytes);
    }

    /// Takes the right to keep one more shard open; false if too many are.
    boolean tryOpen() {
        return openShards.tryAcquire();
    }

    void closed() {
        openShards.release();
    }

    /// How many more shards may be kept open.
    int openShardsLeft() {
        return openShards.availablePermits();
    }

    /// How many more bytes pieces may take.
    int pieceBytesLeft() {
        return pieceBytes.availablePermits();
    }
}
