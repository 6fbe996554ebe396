package io.cairn.metadata.kafka;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Up to which offset each partition of the log is durable: acknowledged by the brokers. Nothing
/// that lies behind is shown to anybody.
public final class DurablePositions {
    private final AtomicLong[] positions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();

    /// Positions of `partitions` partitions, all at -1.
    public DurablePositions(int partitions) {
        positions = new AtomicLong[partitions];
        for (int i = 0; i < partitions; i++) {
            positions[i] = new AtomicLong(-1);
        }
    }

    /// The last durable offset of the partition, -1 for none.
    public long position(int partition) {
        return positions[partition].get();
    }

    void advance(int partition, long offset) {
        long before = positions[partition].getAndAccumulate(offset, Math::max);
        if (before < offset) {
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
