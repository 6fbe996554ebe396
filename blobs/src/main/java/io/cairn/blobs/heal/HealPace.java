package io.cairn.blobs.heal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cairn.blobs.Healing;
import io.cairn.platform.Check;
import io.cairn.platform.MonotonicClock;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a number of bytes pass in a second, all callers together. What one takes too much makes the
/// next wait, so that no request is too large. Safe for use by many threads.
public final class HealPace implements Healing.Pace, AutoCloseable {
    private static final double NANOS = 1e9;

    /// What may be taken at once after a pause.
    private static final double BURST_SECONDS = 0.1;

    private final double bytesPerSecond;
    private final MonotonicClock clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    @GuardedBy("this")
    private long freeAtNanos;

    public HealPace(double bytesPerSecond, MonotonicClock clock) {
        Check.argument(bytesPerSecond > 0, "a pace of %s bytes a second", bytesPerSecond);
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        this.freeAtNanos = clock.nanos();
    }

    @Override
    public void spend(long bytes) throws InterruptedIOException {
        try {
            if (closed.await(book(bytes), TimeUnit.NANOSECONDS)) {
                throw new InterruptedIOException("the server stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for its turn");
        }
    }

    /// Books the bytes; how long to wait until they may pass.
    synchronized long book(long bytes) {
        long now = clock.nanos();
        long earliest = now - (long) (BURST_SECONDS * NANOS);
        if (freeAtNanos - earliest < 0) {
            freeAtNanos = earliest;
        }
        long wait = freeAtNanos - now;
        freeAtNanos += (long) (bytes / bytesPerSecond * NANOS);
        return Math.max(0, wait);
    }

    /// Ends all waiting, for ever.
    @Override
    public void close() {
        closed.countDown();
    }
}
