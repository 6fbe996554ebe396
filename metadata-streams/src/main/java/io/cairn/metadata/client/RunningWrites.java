package io.cairn.metadata.client;

import io.cairn.metadata.Namespace.Write;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// The writes of one partition that run in this process, by their bases: no fence passes one.
///
/// The position is read under the lock that guards the bases, and never falls. So a write that is
/// not counted yet when a floor is computed gets a base at or above that floor.
final class RunningWrites {
    private final LongSupplier position;
    private final ReentrantLock lock = new ReentrantLock();

    /// How many writes began at which position. Guarded by lock.
    private final TreeMap<Long, Integer> bases = new TreeMap<>();

    /// `position` is the partition's; it never falls.
    RunningWrites(LongSupplier position) {
        this.position = position;
    }

    /// Registers a write that begins now.
    Write begin() {
        lock.lock();
        try {
            long base = position.getAsLong();
            bases.merge(base, 1, Integer::sum);
            return new Running(base);
        } finally {
            lock.unlock();
        }
    }

    /// The highest floor that rejects no event of a write that runs now or will begin.
    long floor() {
        lock.lock();
        try {
            long now = position.getAsLong();
            return bases.isEmpty() ? now : Math.min(now, bases.firstKey());
        } finally {
            lock.unlock();
        }
    }

    private void end(long base) {
        lock.lock();
        try {
            bases.computeIfPresent(base, (key, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    private final class Running implements Write {
        private final long base;
        private final AtomicBoolean closed = new AtomicBoolean();

        Running(long base) {
            this.base = base;
        }

        @Override
        public long base() {
            return base;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                end(base);
            }
        }
    }
}
