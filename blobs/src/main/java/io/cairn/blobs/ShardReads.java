package io.cairn.blobs;

import io.cairn.platform.MonotonicClock;
import io.cairn.shard.Drive;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/// Reads from some shards of a blob at a time, each on a thread of its drive, never on the
/// caller's: a drive may never answer, and a virtual thread would keep its carrier from all others
/// meanwhile. Begun and awaited by one thread.
///
/// How long a drive takes for a read counts from when it begins it: a read that waits behind others
/// is late because the drive has much to do, not because it hangs. Whether it hangs is found out by
/// those that it has begun.
final class ShardReads {
    private static final int PENDING = 1;
    private static final int GOOD = 2;
    private static final int LOST = 3;
    private static final int GIVEN_UP = 4;
    private static final int CHECKS_PER_STALL = 10;
    private static final int QUEUED_STALLS_MAX = 6;

    private final ShardSources sources;
    private final MonotonicClock clock;
    private final AtomicIntegerArray states;
    private final AtomicLongArray startedNanos;
    private final CountDownLatch running;

    /// Reads of which `count` will be begun.
    ShardReads(ShardSources sources, int count) {
        this.sources = sources;
        this.clock = sources.clock();
        this.states = new AtomicIntegerArray(sources.count());
        this.startedNanos = new AtomicLongArray(sources.count());
        this.running = new CountDownLatch(count);
    }

    /// Begins to read from shard `index`, once for each shard.
    void begin(int index, long from, ByteBuffer target, int targetOffset, int length) {
        states.set(index, PENDING);
        Optional<Drive> drive = sources.drive(index);
        if (drive.isEmpty()) {
            end(index, LOST);
            return;
        }
        Runnable task =
                () -> {
                    long begunNanos = clock.nanos() | 1;
                    startedNanos.set(index, begunNanos);
                    boolean wanted = states.get(index) == PENDING;
                    boolean good = false;
                    try {
                        good = wanted && sources.read(index, from, target, targetOffset, length);
                    } finally {
                        if (good) {
                            drive.get().health().times().noteRead(clock.nanos() - begunNanos);
                        }
                        if (!end(index, good ? GOOD : LOST)) {
                            sources.returned(index);
                        }
                    }
                };
        try {
            drive.get().executors().read(task);
        } catch (RejectedExecutionException e) {
            end(index, LOST);
        }
    }

    /// Waits for all reads that were begun; false if some do not end in time. Their shards then
    /// count as bad, and their threads may still write to their target at any time.
    boolean await(long stallMillis) throws IOException {
        long checkMillis = Math.max(1, stallMillis / CHECKS_PER_STALL);
        long stallNanos = TimeUnit.MILLISECONDS.toNanos(stallMillis);
        long beginNanos = clock.nanos();
        boolean all = true;
        try {
            while (!running.await(checkMillis, TimeUnit.MILLISECONDS)) {
                long now = clock.nanos();
                for (int index = 0; index < states.length(); index++) {
                    if (overdue(index, now, now - beginNanos, stallNanos)) {
                        all &= !giveUp(index, "no answer within " + stallMillis + " ms");
                    }
                }
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            for (int index = 0; index < states.length(); index++) {
                giveUp(index, "interrupted");
            }
            throw new InterruptedIOException("interrupted while reading a stripe");
        }
    }

    /// Whether a read that has not ended is not to be waited for any longer. One that waits in a
    /// queue is not if the drive is known to hang, or if it waits for very long.
    private boolean overdue(int index, long now, long waitedNanos, long stallNanos) {
        if (states.get(index) != PENDING) {
            return false;
        }
        long started = startedNanos.get(index);
        return started == 0
                ? waitedNanos >= stallNanos * QUEUED_STALLS_MAX || sources.drive(index).isEmpty()
                : now - started >= stallNanos;
    }

    /// The shards that were read, as a bit mask.
    int good() {
        int mask = 0;
        for (int index = 0; index < states.length(); index++) {
            if (states.get(index) == GOOD) {
                mask |= 1 << index;
            }
        }
        return mask;
    }

    /// Gives up a read, unless it has ended.
    private boolean giveUp(int index, String reason) {
        boolean pending = states.compareAndSet(index, PENDING, GIVEN_UP);
        if (pending) {
            sources.giveUp(index, reason);
            running.countDown();
        }
        return pending;
    }

    /// Notes how a read ended; false if it was given up before.
    private boolean end(int index, int state) {
        boolean awaited = states.compareAndSet(index, PENDING, state);
        if (awaited) {
            running.countDown();
        }
        return awaited;
    }
}
