package io.cairn.shard.drive;

import io.cairn.platform.Background;
import io.cairn.shard.Drive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.MountPoints;
import io.cairn.shard.segment.PackedShardStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices a drive that is emptied, or replaced by an empty one, under the running server: its
/// `drive.json` is gone, or a directory of its shards. From then on nothing is asked of the drive;
/// once its directory is empty it is made a drive again, of the same id and empty. What of that
/// fails is tried again with each look. A directory where nothing is mounted any more, a drive that
/// comes back with what it held, and the drive that holds the log, are left alone: they need a
/// restart. Each drive is looked at by a thread of its own, so that one that hangs hides no other.
public final class DriveWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DriveWatch.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;

    private final DriveSet drives;
    private final Disk disk;
    private final MountPoints mountPoints;
    private final Listener listener;
    private final List<Watched> watched;

    /// Is told what happens to drives, by the thread of each.
    public interface Listener {
        /// A drive was emptied or taken away.
        void lost(Drive drive);

        /// A drive that was lost is one again, and empty.
        void renewed(Drive drive);
    }

    public DriveWatch(DriveSet drives, Disk disk, MountPoints mountPoints, Listener listener) {
        this.drives = drives;
        this.disk = disk;
        this.mountPoints = mountPoints;
        this.listener = listener;
        this.watched = drives.drives().stream().map(Watched::new).toList();
    }

    public void start() {
        watched.forEach(each -> each.thread.start());
    }

    /// One drive. Used by its thread only.
    private final class Watched {
        private final Drive drive;
        private final Background thread;
        private boolean lost;
        private String said = "";

        Watched(Drive drive) {
            this.drive = drive;
            this.thread = new Background("watch-" + drive.directory().getFileName(), this::run);
        }

        private void run() throws InterruptedException {
            if (!thread.pause(LOOK_EVERY_MILLIS)) {
                look();
            }
        }

        private void look() {
            if (!lost && isThere(drive)) {
                return;
            }
            drive.lose();
            if (!lost) {
                lost = true;
                said = "";
                LOG.error(
                        "{} was emptied, in part or whole, or taken away under the running server",
                        drive);
                listener.lost(drive);
            }
            if (!drive.home() && Files.isDirectory(drive.directory()) && isMounted(drive)) {
                renew();
            }
        }

        private void renew() {
            try {
                drives.renew(drive, disk);
                lost = false;
                LOG.warn("{} is empty and taken into use again", drive);
                listener.renewed(drive);
            } catch (IOException | DriveSetException e) {
                if (!said.equals(e.toString())) {
                    said = e.toString();
                    LOG.warn("{} cannot be taken into use yet: {}", drive, said);
                }
            }
        }
    }

    private boolean isThere(Drive drive) {
        try (DiskFile file = disk.open(drive.directory().resolve(DriveFile.NAME))) {
            Set<Path> entries = new HashSet<>();
            disk.list(drive.directory(), entries::add);
            return file.size() >= 0
                    && entries.containsAll(PackedShardStore.directories(drive.directory()));
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

    /// Makes the threads end soon.
    public void stop() {
        watched.forEach(each -> each.thread.stop());
    }

    /// Waits for the threads until `deadlineNanos`, but not for a drive that hangs.
    public void awaitEnd(long deadlineNanos) {
        watched.forEach(each -> each.thread.awaitEnd(deadlineNanos));
    }
}
