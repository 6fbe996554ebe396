package io.cairn.shard.drive;

import io.cairn.shard.Drive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.index.RocksIndexes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The drives of this process, locked and open.
public final class DriveSet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriveSet.class);

    private final DriveFile identity;
    private final Layout layout;
    private final List<Drive> drives;
    private final DriveReport report;
    private final Held held;

    DriveSet(DriveFile identity, Layout layout, List<Drive> drives, DriveReport report, Held held) {
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
    public List<Drive> drives() {
        return drives;
    }

    /// The drive that holds the broker's log and the fold store.
    public Drive home() {
        return drives.stream().filter(Drive::home).findFirst().orElseThrow();
    }

    /// The layout for all known drives, missing ones included.
    public Layout layout() {
        return layout;
    }

    /// Whether the directory of a drive is one that was mounted when it was last opened.
    boolean isMountPoint(Drive drive) {
        return identity.knownById(drive.id().toString())
                .map(DriveFile.KnownDrive::mountPoint)
                .orElse(false);
    }

    /// Makes a drive that was emptied an empty one of the same id.
    void renew(Drive drive, Disk disk) throws IOException {
        DriveDirectory directory =
                held.locked().stream()
                        .filter(each -> each.path().equals(drive.directory()))
                        .findFirst()
                        .orElseThrow();
        directory.format(disk, identity.with(drive.id().toString(), identity.boot()));
        drive.renew();
    }

    public DriveReport report() {
        return report;
    }

    /// Waits for running writes, closes the drives and gives up the locks.
    @Override
    public void close() {
        drives.forEach(Drive::close);
        held.indexes().close();
        release(held.locked());
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

    /// What is let go of after the drives: their locks, and what their indexes share.
    record Held(List<DriveDirectory> locked, RocksIndexes indexes) {
        Held {
            locked = List.copyOf(locked);
        }
    }
}
