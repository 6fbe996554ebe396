package io.cairn.metadata.client;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The last durable offset of each partition of the log: acknowledged by the brokers and, where
/// there are journals, written to them. No client sees anything behind it. A broker in this process
/// acknowledges before the fold has synced the record (`LogSync`), so whoever waits for a position
/// here also has to see that it is folded. A position falls back a little when a journal begins to
/// count that has not written it yet; callers of [#await] then wait for that journal too.
public final class DurablePositions {
    private final AtomicLong[] acknowledged;
    private final AtomicLongArray limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();

    /// Positions of `partitions` partitions, all at -1 and without limits.
    public DurablePositions(int partitions) {
        acknowledged = new AtomicLong[partitions];
        limits = new AtomicLongArray(partitions);
        for (int i = 0; i < partitions; i++) {
            acknowledged[i] = new AtomicLong(-1);
            limits.set(i, Long.MAX_VALUE);
        }
    }

    /// The last durable offset of the partition, -1 for none.
    public long position(int partition) {
        return Math.min(acknowledged[partition].get(), limits.get(partition));
    }

    /// The last offset of the partition that the brokers have acknowledged, -1 for none.
    public long acknowledged(int partition) {
        return acknowledged[partition].get();
    }

    /// The brokers have acknowledged `offset`.
    public void advance(int partition, long offset) {
        long before = position(partition);
        acknowledged[partition].accumulateAndGet(offset, Math::max);
        tell(partition, before);
    }

    /// Sets an upper bound: nothing behind `offset` of the partition is durable, even if the
    /// brokers have acknowledged it.
    public void limit(int partition, long offset) {
        long before = position(partition);
        limits.set(partition, offset);
        tell(partition, before);
    }

    /// Removes all bounds: what the brokers have acknowledged, and is folded, is durable.
    public void unlimited() {
        for (int partition = 0; partition < limits.length(); partition++) {
            limit(partition, Long.MAX_VALUE);
        }
    }

    private void tell(int partition, long before) {
        if (position(partition) > before) {
            lock.lock();
            try {
                advanced.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Waits until the offset is durable; false if it is not within `nanos`.
    public boolean await(int partition, long offset, long nanos) throws InterruptedException {
        if (position(partition) >= offset) {
            return true;
        }
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (position(partition) < offset && left > 0) {
                left = advanced.awaitNanos(left);
            }
            return position(partition) >= offset;
        } finally {
            lock.unlock();
        }
    }
}
