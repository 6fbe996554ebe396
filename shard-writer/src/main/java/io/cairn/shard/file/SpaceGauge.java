package io.cairn.shard.file;

import io.cairn.platform.MonotonicClock;
import io.cairn.shard.Capacity;
import io.cairn.shard.DriveFullException;
import io.cairn.shard.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Knows whether a drive is above its reserve without asking the file system for each shard: each
/// look buys a credit of bytes, at most a part of what is free, and when it is used up the next
/// write looks again. A full drive is looked at each time. Others may fill a drive too, and
/// deletions free it: whoever asks for its space hears nothing older than a second, unless a look
/// hangs. That holds up one who asks, the others hear what was seen last.
final class SpaceGauge {
    private static final long CREDIT_BYTES_MAX = 64L << 20;
    private static final int CREDIT_PART = 8;
    private static final long FILE_BYTES = 4096;
    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Capacity UNKNOWN = new Capacity(0, 0, false);

    private final Disk disk;
    private final Path directory;
    private final SpaceReserve reserve;
    private final MonotonicClock clock;
    private final AtomicLong credit = new AtomicLong();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable Capacity seen;
    private volatile long seenNanos;
    private volatile long inodes = Long.MAX_VALUE;

    /// By `clock` a look at the disk grows old.
    SpaceGauge(Disk disk, Path directory, SpaceReserve reserve, MonotonicClock clock) {
        this.disk = disk;
        this.directory = directory;
        this.reserve = reserve;
        this.clock = clock;
    }

    /// Books `bytes` that are about to be written, or refuses.
    void admit(long bytes) throws IOException {
        if (credit.addAndGet(-bytes - FILE_BYTES) < 0) {
            Capacity now = look();
            if (!now.writable()) {
                throw new DriveFullException(
                        "%s has %d usable bytes and %s inodes, %d and %d are kept in reserve"
                                .formatted(
                                        directory,
                                        now.usableBytes(),
                                        inodes == Long.MAX_VALUE ? "enough" : inodes,
                                        reserve.bytes(now.totalBytes()),
                                        SpaceReserve.INODES));
            }
        }
    }

    /// The space as seen within the last second; now, if it was short. What cannot be seen is no
    /// space, for a second; that it cannot be is thrown once in that time.
    Capacity capacity() throws IOException {
        Capacity last = seen;
        if (last != null && isFresh(last)) {
            return last;
        }
        boolean alone = looking.compareAndSet(false, true);
        if (last != null && !alone) {
            return last;
        }
        try {
            return look();
        } finally {
            if (alone) {
                looking.set(false);
            }
        }
    }

    private boolean isFresh(Capacity last) {
        boolean recent = clock.nanos() - seenNanos <= OLD_NANOS;
        return recent && (last.writable() || last.equals(UNKNOWN));
    }

    private Capacity look() throws IOException {
        long now = clock.nanos();
        Capacity found = UNKNOWN;
        try {
            Disk.Space space = disk.space(directory);
            inodes = space.usableInodes();
            long files = inodes - SpaceReserve.INODES;
            long free = files > 0 ? space.usableBytes() - reserve.bytes(space.totalBytes()) : files;
            long filesCredit =
                    Math.min(files / CREDIT_PART, CREDIT_BYTES_MAX / FILE_BYTES) * FILE_BYTES;
            credit.set(Math.max(0, Math.min(filesCredit, free / CREDIT_PART)));
            found = new Capacity(space.totalBytes(), space.usableBytes(), free > 0);
        } finally {
            seenNanos = now;
            seen = found;
        }
        return found;
    }
}
