package io.cairn.metadata.store;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A position that only grows and that others can wait for.
final class Position {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private volatile long value = -1;
    private final AtomicInteger waiting = new AtomicInteger();

    void advance(long to) {
        value = to;
        if (waiting.get() > 0) {
            lock.lock();
            try {
                advanced.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    void reset() {
        value = -1;
    }

    boolean await(long wanted, long nanos) throws InterruptedException {
        if (value >= wanted) {
            return true;
        }
        long left = nanos;
        lock.lockInterruptibly();
        waiting.incrementAndGet();
        try {
            while (value < wanted && left > 0) {
                left = advanced.awaitNanos(left);
            }
            return value >= wanted;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }
}
