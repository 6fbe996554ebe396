package io.cairn.shard.reclaim;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Knows which reads run, by when they began. A read registers before it looks up which shards it
/// will read, and so is counted before anything it may have seen can be let go of.
///
/// Time is cut into epochs by [#advance]; a read belongs to the epoch in which it began.
public final class ReadTracker {
    private static final long POLL_MILLIS = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    // All guarded by lock.
    private final Map<Long, Integer> running = new HashMap<>();
    private long epoch;

    /// Registers a read; close what is returned when its last byte was read.
    public Read begin() {
        lock.lock();
        try {
            running.merge(epoch, 1, Integer::sum);
            return new Read(this, epoch);
        } finally {
            lock.unlock();
        }
    }

    /// Ends an epoch and gives its number: all reads that run now belong to it or to earlier ones.
    public long advance() {
        lock.lock();
        try {
            return epoch++;
        } finally {
            lock.unlock();
        }
    }

    /// Whether no read of `endedEpoch` or an earlier epoch runs.
    public boolean isQuiet(long endedEpoch) {
        lock.lock();
        try {
            return quiet(endedEpoch);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until [#isQuiet]; false if `timeoutMillis` passed first.
    public boolean awaitQuiet(long endedEpoch, long timeoutMillis) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (!quiet(endedEpoch)) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = ended.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all reads that run now have ended; false if `wanted` does not hold any more
    /// before.
    public boolean awaitRunning(BooleanSupplier wanted) throws InterruptedException {
        long now = advance();
        while (!awaitQuiet(now, POLL_MILLIS)) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    private boolean quiet(long endedEpoch) {
        return running.keySet().stream().noneMatch(begun -> begun <= endedEpoch);
    }

    private void end(long begun) {
        lock.lock();
        try {
            running.computeIfPresent(begun, (key, count) -> count == 1 ? null : count - 1);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// A running read.
    public static final class Read implements AutoCloseable {
        private final ReadTracker tracker;
        private final long begun;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Read(ReadTracker tracker, long begun) {
            this.tracker = tracker;
            this.begun = begun;
        }

        /// Ends the read. Idempotent.
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                tracker.end(begun);
            }
        }
    }
}
