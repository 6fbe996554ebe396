package io.cairn.blobs;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A bounded pool of buffers of one length, made when first needed. A request may wait for its
/// first one only; further ones it takes if they are free, so that requests cannot wait for each
/// other in a circle.
///
/// @param <B> the kind of buffer
final class StripeBuffers<B> {
    private final Supplier<B> maker;
    private final long waitMillis;
    private final Semaphore permits;
    private final ConcurrentLinkedQueue<B> idle = new ConcurrentLinkedQueue<>();

    StripeBuffers(Supplier<B> maker, int countMax, long waitMillis) {
        this.maker = maker;
        this.waitMillis = waitMillis;
        this.permits = new Semaphore(countMax);
    }

    /// A buffer with old bytes in it; waits for one, and throws [BlobRefusedException] if none
    /// comes free.
    B take() {
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

    /// A buffer, or null if none is free.
    @Nullable B tryTake() {
        return permits.tryAcquire() ? idleOrNew() : null;
    }

    /// Whether requests wait for their first buffer.
    boolean contended() {
        return permits.hasQueuedThreads();
    }

    /// Gives a buffer back.
    void give(B buffer) {
        idle.add(buffer);
        permits.release();
    }

    /// Gives up a buffer that somebody may still write to.
    void forfeit() {
        permits.release();
    }

    private B idleOrNew() {
        B buffer = idle.poll();
        if (buffer != null) {
            return buffer;
        }
        boolean made = false;
        try {
            B fresh = maker.get();
            made = true;
            return fresh;
        } finally {
            if (!made) {
                permits.release();
            }
        }
    }
}
