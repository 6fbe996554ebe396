package io.cairn.api.blob;

import io.cairn.shard.Drive;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Reads from some shards of a blob at a time, each on a thread of its drive, never on the
/// caller's: a drive may never answer, and a virtual thread would keep its carrier from all others
/// meanwhile. Begun and awaited by one thread.
final class ShardReads {
    private static final int PENDING = 1;
    private static final int GOOD = 2;
    private static final int LOST = 3;
    private static final int GIVEN_UP = 4;

    private final ShardSources sources;
    private final AtomicIntegerArray states;
    private final CountDownLatch running;

    /// Reads of which `count` will be begun.
    ShardReads(ShardSources sources, int count) {
        this.sources = sources;
        this.states = new AtomicIntegerArray(sources.count());
        this.running = new CountDownLatch(count);
    }

    /// Begins to read from shard `index`, once for each shard.
    void begin(int index, long from, byte[] target, int targetOffset, int length) {
        states.set(index, PENDING);
        Optional<Drive> drive = sources.drive(index);
        if (drive.isEmpty()) {
            end(index, LOST);
            return;
        }
        Runnable task =
                () -> {
                    boolean wanted = states.get(index) == PENDING;
                    boolean good =
                            wanted && sources.read(index, from, target, targetOffset, length);
                    if (!end(index, good ? GOOD : LOST)) {
                        sources.returned(index);
                    }
                };
        try {
            drive.get().executeRead(task);
        } catch (RejectedExecutionException e) {
            end(index, LOST);
        }
    }

    /// Waits for all reads that were begun; false if some do not end in time. Their shards then
    /// count as bad, and their threads may still write to their target at any time.
    boolean await(long stallMillis) throws IOException {
        try {
            if (running.await(stallMillis, TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp("interrupted");
            throw new InterruptedIOException("interrupted while reading a stripe");
        }
        return giveUp("no answer within " + stallMillis + " ms");
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

    private boolean giveUp(String reason) {
        boolean all = true;
        for (int index = 0; index < states.length(); index++) {
            if (states.compareAndSet(index, PENDING, GIVEN_UP)) {
                sources.giveUp(index, reason);
                all = false;
            }
        }
        return all;
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
