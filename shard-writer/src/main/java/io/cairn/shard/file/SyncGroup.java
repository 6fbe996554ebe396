package io.cairn.shard.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets callers that want the same thing synced share one sync: a sync that began after a caller
/// came serves that caller too. One sync runs at a time; the callers that come meanwhile wait for
/// it and are then all served by the next one. If a sync fails, its leader gets the exception and
/// the others try themselves.
final class SyncGroup {
    private final Sync sync;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private long requested;

    @GuardedBy("lock")
    private long served;

    @GuardedBy("lock")
    private boolean running;

    SyncGroup(Sync sync) {
        this.sync = sync;
    }

    /// Returns when a sync that began after this call has succeeded.
    void sync() throws IOException {
        long ticket;
        lock.lock();
        try {
            ticket = ++requested;
            while (running && served < ticket) {
                changed.awaitUninterruptibly();
            }
            if (served >= ticket) {
                return;
            }
            running = true;
            ticket = requested;
        } finally {
            lock.unlock();
        }
        lead(ticket);
    }

    private void lead(long ticket) throws IOException {
        boolean done = false;
        try {
            sync.run();
            done = true;
        } finally {
            lock.lock();
            try {
                running = false;
                served = done ? ticket : served;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// What is shared.
    interface Sync {
        void run() throws IOException;
    }
}
