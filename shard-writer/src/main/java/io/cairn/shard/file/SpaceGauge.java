package io.cairn.shard.file;

import io.cairn.shard.Capacity;
import io.cairn.shard.DriveFullException;
import io.cairn.shard.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Knows whether a drive is above its reserve without asking the file system for each shard: each
/// look buys a credit of bytes, at most a part of what is free, and when it is used up the next
/// write looks again. A full drive is looked at each time. Others may fill a drive too, and
/// deletions free it: whoever asks for its space hears nothing older than a second.
final class SpaceGauge {
    private static final long CREDIT_BYTES_MAX = 64L << 20;
    private static final int CREDIT_PART = 8;
    private static final long FILE_BYTES = 4096;
    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Disk disk;
    private final Path directory;
    private final SpaceReserve reserve;
    private final LongSupplier nanoTime;
    private final AtomicLong credit = new AtomicLong();
    private volatile Capacity seen = new Capacity(0, 0, false);
    private volatile long seenNanos;

    /// `nanoTime` is a clock that nobody sets.
    SpaceGauge(Disk disk, Path directory, SpaceReserve reserve, LongSupplier nanoTime) {
        this.disk = disk;
        this.directory = directory;
        this.reserve = reserve;
        this.nanoTime = nanoTime;
    }

    /// Books `bytes` that are about to be written, or refuses.
    void admit(long bytes) throws IOException {
        if (credit.addAndGet(-bytes - FILE_BYTES) < 0) {
            Capacity now = look();
            if (!now.writable()) {
                throw new DriveFullException(
                        "%s has %d usable bytes, %d are kept in reserve"
                                .formatted(
                                        directory,
                                        now.usableBytes(),
                                        reserve.bytes(now.totalBytes())));
            }
        }
    }

    /// The space as seen within the last second; now, if it was short.
    Capacity capacity() throws IOException {
        Capacity last = seen;
        boolean recent = nanoTime.getAsLong() - seenNanos <= OLD_NANOS;
        return last.writable() && recent ? last : look();
    }

    private Capacity look() throws IOException {
        seenNanos = nanoTime.getAsLong();
        Disk.Space space = disk.space(directory);
        long free = space.usableBytes() - reserve.bytes(space.totalBytes());
        credit.set(Math.max(0, Math.min(CREDIT_BYTES_MAX, free / CREDIT_PART)));
        seen = new Capacity(space.totalBytes(), space.usableBytes(), free > 0);
        return seen;
    }
}
