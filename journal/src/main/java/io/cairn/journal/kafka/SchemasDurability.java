package io.cairn.journal.kafka;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Up to where the journals hold `_schemas`. Safe for use by many threads.
public final class SchemasDurability {
    private static final long TIMEOUT_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();

    @GuardedBy("lock")
    private long end;

    private volatile Runnable waiting = () -> {};

    /// All before `offset` is durable, and nothing else for sure.
    void reached(long offset) {
        lock.lock();
        try {
            end = offset;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Has `told` run whenever somebody is about to wait.
    void tellOfWaiting(Runnable told) {
        waiting = told;
    }

    /// Nothing is to be waited for.
    void unlimited() {
        reached(Long.MAX_VALUE);
    }

    /// Waits until the record at `offset` is durable; false if it is not within ten seconds.
    public boolean await(long offset) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        lock.lockInterruptibly();
        try {
            if (end <= offset) {
                waiting.run();
            }
            while (end <= offset && left > 0) {
                left = advanced.awaitNanos(left);
            }
            return end > offset;
        } finally {
            lock.unlock();
        }
    }
}
