package io.cairn.cli.server;

import io.cairn.shard.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows whether the drive that holds the log and the fold is above its reserve. The reserve is
/// twice that of a drive for shards, so that what only adds is refused while there is room for what
/// frees space, which is written to the log too. Looks by itself: a drive's shard store notices
/// only what shards take. Safe for use by many threads.
final class LogReserve {
    private static final Logger LOG = LoggerFactory.getLogger(LogReserve.class);
    private static final long BYTES_MAX = 2L << 30;
    private static final double PART = 0.04;

    /// How often is asked between two looks, while there was room.
    private static final int ASKED_PER_LOOK = 64;

    private final Disk disk;
    private final Path directory;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Optional<String> refusal = Optional.empty();

    LogReserve(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /// Why nothing can be taken that only adds; empty while it can.
    Optional<String> refusal() {
        if (asked.getAndIncrement() % ASKED_PER_LOOK == 0 || refusal.isPresent()) {
            refusal = look();
        }
        return refusal;
    }

    private Optional<String> look() {
        try {
            Disk.Space space = disk.space(directory);
            long reserve = Math.min(BYTES_MAX, (long) (space.totalBytes() * PART));
            return space.usableBytes() > reserve
                    ? Optional.empty()
                    : Optional.of(
                            "the drive that holds the log has only %d bytes left, %d are kept"
                                    .formatted(space.usableBytes(), reserve));
        } catch (IOException e) {
            LOG.warn("cannot see the free space of {}", directory, e);
            return Optional.of("the free space of the drive that holds the log cannot be seen");
        }
    }
}
