package io.cairn.shard.drive;

import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.index.RocksIndexes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The drives of this process, locked and open.
public final class DriveSet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriveSet.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(4);

    private final DriveFile identity;
    private final Layout layout;
    private final List<LocalDrive> drives;
    private final DriveReport report;
    private final Held held;

    DriveSet(
            DriveFile identity,
            Layout layout,
            List<LocalDrive> drives,
            DriveReport report,
            Held held) {
        this.identity = identity;
        this.layout = layout;
        this.drives = List.copyOf(drives);
        this.report = report;
        this.held = held;
    }

    /// Opens the directories as the drives of one cluster, or makes a new cluster if all are empty.
    /// Their order does not matter but for a new cluster, whose first directory becomes home.
    /// Throws [DriveSetException] without having formatted anything if they do not fit together.
    public static DriveSet open(
            List<Path> directories, DriveSetOptions options, DriveEnvironment environment) {
        return new DriveSetOpening(directories, options, environment).open();
    }

    public String clusterId() {
        return identity.clusterId();
    }

    /// The number of this start.
    public long boot() {
        return identity.boot();
    }

    public long epoch() {
        return identity.epoch();
    }

    /// The drives that are there.
    public List<LocalDrive> drives() {
        return drives;
    }

    /// The drive that holds the broker's log and the fold store.
    public LocalDrive home() {
        return drives.stream().filter(LocalDrive::home).findFirst().orElseThrow();
    }

    /// The layout for all known drives, missing ones included.
    public Layout layout() {
        return layout;
    }

    /// Whether the directory of a drive is one that was mounted when it was last opened.
    boolean isMountPoint(LocalDrive drive) {
        return identity.knownById(drive.id().toString())
                .map(DriveFile.KnownDrive::mountPoint)
                .orElse(false);
    }

    /// Makes a drive that was emptied an empty one of the same id, which is to be filled anew: it
    /// was whole for the last time at `wholeMillis`. May be called again after it failed.
    void renew(LocalDrive drive, Disk disk, long wholeMillis) throws IOException {
        Leftovers.setAside(disk, drive.directory(), wholeMillis);
        long fill = drive.fill() + 1;
        directory(drive).format(disk, identity.with(drive.id().toString(), identity.boot(), fill));
        drive.renew(fill);
    }

    /// Notes on a drive that was emptied, and not taken into use again, when it was last whole.
    void markEmptied(LocalDrive drive, Disk disk, long wholeMillis) throws IOException {
        Leftovers.mark(
                disk,
                drive.directory(),
                new Leftovers.Mark(drive.id().toString(), identity.boot(), wholeMillis));
    }

    public DriveReport report() {
        return report;
    }

    /// Waits for running writes, closes the drives side by side and gives up the locks. A drive
    /// that hangs is left behind, locked: it is closed if it answers again, else the next start
    /// finds on it what was written.
    @Override
    public void close() {
        List<Thread> closing = new ArrayList<>();
        for (LocalDrive drive : drives) {
            closing.add(
                    Thread.ofPlatform()
                            .name("close-" + drive.directory().getFileName())
                            .daemon()
                            .start(() -> close(drive)));
        }
        Deadline deadline = Deadline.in(CLOSE_TIMEOUT, held.clock());
        List<LocalDrive> hanging = new ArrayList<>();
        for (int number = 0; number < closing.size(); number++) {
            if (!ended(closing.get(number), deadline)) {
                hanging.add(drives.get(number));
            }
        }
        if (hanging.isEmpty()) {
            held.indexes().close();
        } else {
            LOG.warn("{} hang and are left as they are", hanging);
        }
        Set<Path> kept = hanging.stream().map(LocalDrive::directory).collect(Collectors.toSet());
        release(held.locked().stream().filter(each -> !kept.contains(each.path())).toList());
    }

    private void close(LocalDrive drive) {
        drive.close();
        release(List.of(directory(drive)));
    }

    private static boolean ended(Thread thread, Deadline deadline) {
        try {
            long nanos = Math.max(1, deadline.leftNanos());
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private DriveDirectory directory(LocalDrive drive) {
        return held.locked().stream()
                .filter(each -> each.path().equals(drive.directory()))
                .findFirst()
                .orElseThrow();
    }

    static void release(List<DriveDirectory> directories) {
        for (DriveDirectory directory : directories) {
            try {
                directory.close();
            } catch (IOException e) {
                LOG.warn("cannot give up the lock of {}", directory.path(), e);
            }
        }
    }

    /// What is let go of after the drives: their locks, and what their indexes share; and the clock
    /// that says for how long the drives are waited for.
    record Held(List<DriveDirectory> locked, RocksIndexes indexes, MonotonicClock clock) {
        Held {
            locked = List.copyOf(locked);
        }
    }
}
