package io.cairn.shard.drive;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a drive's writers left in its directory while it was emptied under them. It would keep the
/// directory from being taken for empty, although nothing of what the drive held is in it.
///
/// Implementation note. Everything in the directory is younger than the moment in which the drive
/// was last seen whole, by this server and with its `drive.json`: so it is nothing that the drive
/// held then. Both the time of the last change and that of the inode have to be younger, so that a
/// drive whose files are copied back with their times is never among it. A drive that only lost its
/// `drive.json` holds older files. And nothing is deleted: what is found is set aside, in a
/// directory of its own, which the operator may remove. What was written there after the loss may
/// have been acknowledged; the drive is filled anew like any that was emptied.
final class Leftovers {
    static final String MARK = "emptied.json";
    static final String ASIDE = "set-aside-";

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /// What a server writes on its drives.
    private static final Set<String> KNOWN =
            Set.of("boots", "index", "journal", "log", "segments", "shards", "state", "tmp");

    private Leftovers() {}

    /// That the drive was seen whole for the last time at `wholeMillis`, by the server of this
    /// boot.
    record Mark(String driveId, long boot, long wholeMillis) {}

    /// Notes for the next start that the drive was emptied while this server used it.
    static void mark(Disk disk, Path directory, Mark mark) throws IOException {
        new JsonFile<>(disk, directory, MARK, Mark.class).write(mark);
    }

    /// Sets aside what was left on a drive that was emptied during the boot before this one.
    static void setAsideIfMarked(Disk disk, Path directory, String driveId, long boot)
            throws IOException {
        Optional<Mark> mark = new JsonFile<>(disk, directory, MARK, Mark.class).read();
        boolean fits =
                mark.filter(each -> each.driveId().equals(driveId))
                        .filter(each -> each.boot() == boot)
                        .isPresent();
        if (fits) {
            setAside(disk, directory, mark.get().wholeMillis());
        }
    }

    /// Sets aside what is there if there is anything, and all of it is younger than `wholeMillis`.
    static void setAside(Disk disk, Path directory, long wholeMillis) throws IOException {
        List<Path> entries = new ArrayList<>();
        disk.list(directory, entries::add);
        entries.removeIf(each -> !KNOWN.contains(String.valueOf(each.getFileName())));
        if (entries.isEmpty() || disk.exists(directory.resolve(DriveFile.NAME))) {
            return;
        }
        for (Path entry : entries) {
            if (!isYounger(entry, wholeMillis)) {
                return;
            }
        }
        Path aside = directory.resolve(ASIDE + wholeMillis);
        disk.createDirectory(aside);
        for (Path entry : entries) {
            disk.rename(entry, aside.resolve(entry.getFileName()));
        }
        disk.syncDirectory(directory);
        LOG.warn(
                "{} was emptied while it was written to; what was left is in {} and may be removed",
                directory,
                aside);
    }

    private static boolean isYounger(Path entry, long wholeMillis) throws IOException {
        try (Stream<Path> inside = Files.walk(entry)) {
            for (Path each : inside.filter(Leftovers::isNoDirectory).toList()) {
                FileTime changed =
                        (FileTime)
                                Files.getAttribute(each, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
                long millis =
                        Math.min(
                                changed.toMillis(),
                                Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
                                        .toMillis());
                if (millis < wholeMillis) {
                    return false;
                }
            }
            return true;
        } catch (UncheckedIOException
                | UnsupportedOperationException
                | IllegalArgumentException e) {
            // It changes meanwhile, or its age cannot be told.
            LOG.debug("{} is not set aside", entry, e);
            return false;
        }
    }

    private static boolean isNoDirectory(Path path) {
        return !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
