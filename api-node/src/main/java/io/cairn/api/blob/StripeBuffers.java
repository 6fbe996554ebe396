package io.cairn.api.blob;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A bounded pool of byte arrays of one length, made when first needed. A request may wait for its
/// first array only; further ones it takes if they are free, so that requests cannot wait for each
/// other in a circle.
final class StripeBuffers {
    private final int bytes;
    private final long waitMillis;
    private final Semaphore permits;
    private final ConcurrentLinkedQueue<byte[]> idle = new ConcurrentLinkedQueue<>();

    StripeBuffers(int bytes, int countMax, long waitMillis) {
        this.bytes = bytes;
        this.waitMillis = waitMillis;
        this.permits = new Semaphore(countMax);
    }

    /// An array with old bytes in it; waits for one, and throws [BlobRefusedException] if none
    /// comes free.
    byte[] take() {
        try {
            if (!permits.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
                throw new BlobRefusedException("too many large requests at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlobRefusedException("interrupted while waiting for a buffer");
        }
        return idleOrNew();
    }

    /// An array, or null if none is free.
    byte @Nullable [] tryTake() {
        return permits.tryAcquire() ? idleOrNew() : null;
    }

    /// Whether requests wait for their first array.
    boolean contended() {
        return permits.hasQueuedThreads();
    }

    /// Gives an array back.
    void give(byte[] buffer) {
        idle.add(buffer);
        permits.release();
    }

    /// Gives up an array that somebody may still write to.
    void forfeit() {
        permits.release();
    }

    private byte[] idleOrNew() {
        byte[] buffer = idle.poll();
        return buffer == null ? new byte[bytes] : buffer;
    }
}
