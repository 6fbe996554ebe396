package io.cairn.shard.drive;

import io.cairn.platform.Background;
import io.cairn.shard.Drive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.MountPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices a drive that is emptied, or replaced by an empty one, under the running server: its
/// `drive.json` is gone. From then on nothing is asked of the drive; once its directory is empty it
/// is made a drive again, of the same id and empty, and `renewed` is told. A directory where
/// nothing is mounted any more, and the drive that holds the log, are left alone: they need a
/// restart.
public final class DriveWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DriveWatch.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;

    private final DriveSet drives;
    private final Disk disk;
    private final MountPoints mountPoints;
    private final Consumer<Drive> renewed;
    private final Set<Drive> lost = new HashSet<>();
    private final Background thread = new Background("drive-watch", this::run);

    public DriveWatch(
            DriveSet drives, Disk disk, MountPoints mountPoints, Consumer<Drive> renewed) {
        this.drives = drives;
        this.disk = disk;
        this.mountPoints = mountPoints;
        this.renewed = renewed;
    }

    public void start() {
        thread.start();
    }

    private void run() throws InterruptedException {
        if (!thread.pause(LOOK_EVERY_MILLIS)) {
            drives.drives().forEach(this::look);
        }
    }

    private void look(Drive drive) {
        if (isThere(drive)) {
            return;
        }
        drive.lose();
        if (lost.add(drive)) {
            LOG.error("{} was emptied or taken away under the running server", drive);
        }
        if (!drive.home() && Files.isDirectory(drive.directory()) && isMounted(drive)) {
            try {
                drives.renew(drive, disk);
                lost.remove(drive);
                LOG.warn("{} is empty and taken into use again", drive);
                renewed.accept(drive);
            } catch (IOException | DriveSetException e) {
                LOG.debug("{} cannot be taken into use yet", drive, e);
            }
        }
    }

    private boolean isThere(Drive drive) {
        try (DiskFile file = disk.open(drive.directory().resolve(DriveFile.NAME))) {
            return file.size() >= 0;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.debug("cannot look at {}", drive, e);
            return true;
        }
    }

    private boolean isMounted(Drive drive) {
        try {
            return !drives.isMountPoint(drive) || mountPoints.isMountPoint(drive.directory());
        } catch (IOException e) {
            LOG.debug("cannot see what is mounted at {}", drive, e);
            return false;
        }
    }

    /// Makes the thread end soon.
    public void stop() {
        thread.stop();
    }

    /// Waits for the thread until `deadlineNanos`, but not for a drive that hangs.
    public void awaitEnd(long deadlineNanos) {
        thread.awaitEnd(deadlineNanos);
    }
}
