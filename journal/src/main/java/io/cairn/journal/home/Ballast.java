package io.cairn.journal.home;

import io.cairn.platform.file.FileSystems;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Space on the log's drive that is set aside while there is room, and given back when others have
/// filled the drive. Kafka ends the process when it cannot write even a few bytes, and it writes
/// some all the time. There are two files: one is given back under the running server, the other to
/// a start that finds no room. Used by one thread.
final class Ballast {
    private static final long FILE_BYTES_MAX = 64L << 20;
    private static final double FILE_PART = 0.02;
    private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);

    private final Disk disk;
    private final Path directory;

    /// The ballast in `directory`, which lies on the drive.
    Ballast(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    private Path running() {
        return directory.resolve("ballast.running");
    }

    private Path starting() {
        return directory.resolve("ballast.start");
    }

    /// Sets aside what is not. Does nothing where the file system cannot do that at once, or where
    /// there is no drive any more.
    void fill(long totalBytes) {
        if (Files.exists(directory.resolve(LocalDrive.FILE_NAME))) {
            fill(running(), bytes(totalBytes));
            fill(starting(), bytes(totalBytes));
        }
    }

    /// How long each of the files is on a drive of `totalBytes`.
    static long bytes(long totalBytes) {
        return Math.min(FILE_BYTES_MAX, (long) (totalBytes * FILE_PART));
    }

    /// How much is still to be set aside, once there is room.
    long missingBytes(long totalBytes) {
        long files = Stream.of(running(), starting()).filter(Files::notExists).count();
        return FileSystems.canAllocate() ? files * bytes(totalBytes) : 0;
    }

    private void fill(Path file, long bytes) {
        try {
            if (disk.exists(file)) {
                return;
            }
            if (FileSystems.allocate(file, bytes)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        } catch (FileAlreadyExistsException e) {
            LOG.trace("there meanwhile", e);
        } catch (IOException e) {
            LOG.debug("no space can be set aside in {}", directory, e);
        }
    }

    /// Gives all back: the drive is not the log's any more.
    void giveUp() {
        give(running());
        give(starting());
    }

    /// Gives back what is for the running server; whether there was something.
    boolean giveToRunning() {
        return give(running());
    }

    /// Gives back what is for a start; whether there was something.
    boolean giveToStart() {
        return give(starting());
    }

    private boolean give(Path file) {
        try {
            return disk.delete(file);
        } catch (IOException e) {
            LOG.warn("cannot give back the space of {}", file, e);
            return false;
        }
    }
}
