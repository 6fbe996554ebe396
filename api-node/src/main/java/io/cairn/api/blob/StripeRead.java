package io.cairn.api.blob;

import io.cairn.shard.Drive;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// The wanted part of one stripe while it is read from the data shards: bytes `from` to `to` of the
/// stripe's content, which land at the start of `target`. Only the units, and of them the blocks,
/// that hold wanted bytes are read.
final class StripeRead {
    private static final int PENDING = 0;
    private static final int GOOD = 1;
    private static final int LOST = 2;

    private final ShardSources sources;
    private final Striping striping;
    private final Part part;
    private final byte[] target;
    private final int unitBytes;
    private final AtomicIntegerArray units;
    private CountDownLatch running = new CountDownLatch(0);

    StripeRead(ShardSources sources, Striping striping, Part part, byte[] target) {
        this.sources = sources;
        this.striping = striping;
        this.part = part;
        this.target = target;
        this.unitBytes = striping.unitBytes(part.contentBytes());
        this.units = new AtomicIntegerArray(striping.dataShards());
    }

    /// The same read with another target, not yet begun.
    StripeRead into(byte[] other) {
        return new StripeRead(sources, striping, part, other);
    }

    Part part() {
        return part;
    }

    byte[] target() {
        return target;
    }

    /// Reads all units on this thread.
    void readHere() throws IOException {
        for (int unit = firstUnit(); unit <= lastUnit(); unit++) {
            readUnit(unit);
        }
    }

    /// Begins to read the units on their drives' threads.
    void start() {
        running = new CountDownLatch(lastUnit() - firstUnit() + 1);
        for (int unit = firstUnit(); unit <= lastUnit(); unit++) {
            Optional<Drive> drive = sources.drive(unit);
            if (drive.isEmpty()) {
                units.set(unit, LOST);
                running.countDown();
            } else {
                submit(drive.get(), unit);
            }
        }
    }

    /// Waits for the units that were begun; false if some take too long, which are then marked bad:
    /// their threads may still write to the target.
    boolean await(long stallMillis) throws IOException {
        try {
            if (running.await(stallMillis, TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading a stripe");
        }
        for (int unit = firstUnit(); unit <= lastUnit(); unit++) {
            if (units.get(unit) == PENDING) {
                sources.markBad(unit, "stalled");
            }
        }
        return false;
    }

    /// The wanted units that could not be read, as a bit mask.
    int lost() {
        int mask = 0;
        for (int unit = firstUnit(); unit <= lastUnit(); unit++) {
            if (units.get(unit) != GOOD) {
                mask |= 1 << unit;
            }
        }
        return mask;
    }

    /// Where in unit `unit` its wanted bytes begin.
    int wantedFrom(int unit) {
        return Math.max(part.from() - unit * unitBytes, 0);
    }

    /// Where in unit `unit` its wanted bytes end.
    int wantedTo(int unit) {
        return Math.min(part.to() - unit * unitBytes, unitBytes);
    }

    /// Where in the target the wanted bytes of `unit` begin.
    int targetOffset(int unit) {
        return unit * unitBytes + wantedFrom(unit) - part.from();
    }

    private int firstUnit() {
        return part.from() / unitBytes;
    }

    private int lastUnit() {
        return (part.to() - 1) / unitBytes;
    }

    private void submit(Drive drive, int unit) {
        Runnable task =
                () -> {
                    try {
                        readUnit(unit);
                    } catch (IOException e) {
                        sources.markBad(unit, e.toString());
                        units.set(unit, LOST);
                    } finally {
                        running.countDown();
                    }
                };
        try {
            drive.executeRead(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private void readUnit(int unit) throws IOException {
        int from = wantedFrom(unit);
        int length = wantedTo(unit) - from;
        long position = striping.shardOffset(part.stripe()) + from;
        boolean good = sources.read(unit, position, target, targetOffset(unit), length);
        units.set(unit, good ? GOOD : LOST);
    }

    /// Bytes `from` to `to` of a stripe that holds `contentBytes`.
    record Part(long stripe, int contentBytes, int from, int to) {
        int length() {
            return to - from;
        }
    }
}
