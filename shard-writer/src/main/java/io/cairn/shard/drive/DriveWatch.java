package io.cairn.shard.drive;

import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.MountPoints;
import io.cairn.shard.segment.PackedShardStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices a drive that is emptied, or replaced by an empty one, under the running server: its
/// `drive.json` is gone, or a directory of its shards. From then on nothing is asked of the drive;
/// once its directory is empty, but for what this server wrote meanwhile, it is made a drive again,
/// of the same id and empty. What of that fails is tried again with each look. A directory where
/// nothing is mounted any more, a drive that comes back with what it held, and the drive that holds
/// the log, are left alone: they need a restart. Each drive is looked at by a thread of its own, so
/// that one that hangs hides no other.
public final class DriveWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DriveWatch.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;

    private final DriveSet drives;
    private final Disk disk;
    private final MountPoints mountPoints;
    private final Clock clock;
    private final Listener listener;
    private final List<Watched> watched;

    /// Is told what happens to drives, by the thread of each.
    public interface Listener {
        /// A drive was emptied or taken away.
        void lost(LocalDrive drive);

        /// A drive that was lost is one again, and empty.
        void renewed(LocalDrive drive);
    }

    public DriveWatch(DriveSet drives, DriveEnvironment environment, Listener listener) {
        this.drives = drives;
        this.disk = environment.disk();
        this.mountPoints = environment.mountPoints();
        this.clock = environment.clock();
        this.listener = listener;
        this.watched = drives.drives().stream().map(Watched::new).toList();
    }

    /// Looks at all drives once, in this thread: for tests.
    void look() {
        watched.forEach(Watched::look);
    }

    public void start() {
        watched.forEach(each -> each.thread.start());
    }

    /// One drive. Used by its thread only.
    private final class Watched {
        private final LocalDrive drive;
        private final Background thread;
        private boolean lost;
        private boolean marked;
        private long wholeMillis = Long.MAX_VALUE;
        private String said = "";

        Watched(LocalDrive drive) {
            this.drive = drive;
            this.thread = new Background("watch-" + drive.directory().getFileName(), this::run);
        }

        private void run() throws InterruptedException {
            if (!thread.pause(LOOK_EVERY_MILLIS)) {
                look();
            }
        }

        private void look() {
            // Before it is looked at: what is younger was written after it was seen whole.
            long lookedMillis = clock.millis();
            if (!lost && isThere(drive)) {
                wholeMillis = lookedMillis;
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
            if (drive.home()) {
                mark();
            } else if (Files.isDirectory(drive.directory()) && isMounted(drive)) {
                renew();
            }
        }

        private void renew() {
            try {
                drives.renew(drive, disk, wholeMillis);
                lost = false;
                marked = false;
                LOG.warn("{} is empty and taken into use again", drive);
                listener.renewed(drive);
            } catch (IOException | DriveSetException e) {
                if (!said.equals(e.toString())) {
                    said = e.toString();
                    LOG.warn("{} cannot be taken into use yet: {}", drive, said);
                }
                mark();
            }
        }

        /// For the next start, if it comes before the drive is one again: what is here now may be
        /// what was written while it was emptied.
        private void mark() {
            Path directory = drive.directory();
            if (marked || !Files.isDirectory(directory) || !isMounted(drive)) {
                return;
            }
            try {
                if (!disk.exists(directory.resolve(DriveFile.NAME))) {
                    drives.markEmptied(drive, disk, wholeMillis);
                    marked = true;
                }
            } catch (IOException e) {
                LOG.debug("cannot note on {} that it was emptied", drive, e);
            }
        }
    }

    private boolean isThere(LocalDrive drive) {
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

    private boolean isMounted(LocalDrive drive) {
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

    /// Waits for the threads until `deadline`, but not for a drive that hangs.
    public void awaitEnd(Deadline deadline) {
        watched.forEach(each -> each.thread.awaitEnd(deadline));
    }
}
