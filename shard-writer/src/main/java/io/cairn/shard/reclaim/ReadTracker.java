package io.cairn.shard.reclaim;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cairn.platform.Check;
import io.cairn.schemas.BlobId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Knows which reads run, by when they began. A read registers before it looks up which shards it
/// will read, and so is counted before anything it may have seen can be let go of.
///
/// Time is cut into epochs by [#advance]; a read belongs to the epoch in which it began. Until a
/// read knows which blobs it reads, it may see any, and holds back all that goes away after it
/// began. From then on it holds back those blobs only, however slowly its client takes them.
public final class ReadTracker {
    private static final long POLL_MILLIS = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    @GuardedBy("lock")
    private final Map<Long, Integer> running = new HashMap<>();

    @GuardedBy("lock")
    private final Map<BlobId, Map<Long, Integer>> read = new HashMap<>();

    @GuardedBy("lock")
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

    /// Whether no read of `endedEpoch` or an earlier epoch runs that may read any blob. Those that
    /// know theirs are asked for by [#isRead], afterwards.
    public boolean isQuiet(long endedEpoch) {
        lock.lock();
        try {
            return quiet(endedEpoch);
        } finally {
            lock.unlock();
        }
    }

    /// Whether a read of `endedEpoch` or an earlier epoch runs that has said that it reads this
    /// blob.
    public boolean isRead(BlobId blob, long endedEpoch) {
        lock.lock();
        try {
            return begunBefore(read.getOrDefault(blob, Map.of()), endedEpoch);
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

    /// Waits until no read runs any more that may read one of `blobs`, of those that run now; false
    /// if `wanted` does not hold any more before.
    public boolean awaitReaders(Set<BlobId> blobs, BooleanSupplier wanted)
            throws InterruptedException {
        long now = advance();
        while (!awaitUnread(now, blobs)) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    private boolean awaitUnread(long endedEpoch, Set<BlobId> blobs) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
        lock.lock();
        try {
            while (!quiet(endedEpoch)
                    || blobs.stream().anyMatch(blob -> isRead(blob, endedEpoch))) {
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

    @GuardedBy("lock")
    private boolean quiet(long endedEpoch) {
        return !begunBefore(running, endedEpoch);
    }

    private static boolean begunBefore(Map<Long, Integer> epochs, long endedEpoch) {
        return epochs.keySet().stream().anyMatch(begun -> begun <= endedEpoch);
    }

    @GuardedBy("lock")
    private void end(long begun) {
        running.computeIfPresent(begun, (key, count) -> count == 1 ? null : count - 1);
        ended.signalAll();
    }

    /// A running read. Safe for use by many threads.
    public static final class Read implements AutoCloseable {
        private final ReadTracker tracker;
        private final long begun;

        // Null as long as the read may read any blob.
        @GuardedBy("tracker.lock")
        private @Nullable Set<BlobId> blobs;

        @GuardedBy("tracker.lock")
        private boolean closed;

        private Read(ReadTracker tracker, long begun) {
            this.tracker = tracker;
            this.begun = begun;
        }

        /// From now on it reads none but `only`. Called once, before the first byte is sent.
        public void narrow(Set<BlobId> only) {
            tracker.lock.lock();
            try {
                Check.state(blobs == null, "narrowed twice");
                if (!closed) {
                    blobs = Set.copyOf(only);
                    for (BlobId blob : blobs) {
                        tracker.read
                                .computeIfAbsent(blob, _ -> new HashMap<>())
                                .merge(begun, 1, Integer::sum);
                    }
                    tracker.end(begun);
                }
            } finally {
                tracker.lock.unlock();
            }
        }

        /// Ends the read. Idempotent.
        @Override
        public void close() {
            tracker.lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    end();
                }
            } finally {
                tracker.lock.unlock();
            }
        }

        @GuardedBy("tracker.lock")
        private void end() {
            if (blobs == null) {
                tracker.end(begun);
                return;
            }
            for (BlobId blob : blobs) {
                tracker.read.computeIfPresent(
                        blob,
                        (key, epochs) -> {
                            epochs.computeIfPresent(
                                    begun, (epoch, count) -> count == 1 ? null : count - 1);
                            return epochs.isEmpty() ? null : epochs;
                        });
            }
            tracker.ended.signalAll();
        }
    }
}
