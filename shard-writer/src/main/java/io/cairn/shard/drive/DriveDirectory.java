package io.cairn.shard.drive;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.drive.DriveSetException.Reason;
import io.cairn.shard.segment.PackedShardStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One directory as it was given: locked by this process if it is there.
final class DriveDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriveDirectory.class);
    private static final String LOCK_NAME = "cairn.lock";

    /// What the file systems of a drive say where they are full.
    private static final String NO_SPACE = "No space left";

    /// The directory of a drive's journal.
    private static final String JOURNAL = "journal";

    /// The directory of the broker's log on the home drive.
    private static final String BROKER_LOG = "log";

    private static final Set<String> NOTHING =
            Set.of(LOCK_NAME, "lost+found", DriveFile.NAME, DriveFile.TEMPORARY_NAME);

    /// What a server that still runs may write where a drive was emptied under it.
    private static final Set<String> NOTES =
            Set.of(
                    "reclaim.json",
                    "reclaim.json.tmp",
                    "refill.json",
                    "refill.json.tmp",
                    "scrub.json",
                    "scrub.json.tmp",
                    "ballast.running",
                    "ballast.start",
                    Leftovers.MARK,
                    Leftovers.MARK + ".tmp");

    private final Path path;
    private @Nullable FileChannel lock;
    private Optional<DriveFile> found = Optional.empty();

    DriveDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /// What `drive.json` said; empty if there is none, or a start that was never completed made it.
    Optional<DriveFile> found() {
        return found;
    }

    /// How often the drive lost shards at once and was to be filled anew; never, if it is new.
    long fill() {
        return found.map(DriveFile::fill).orElse(0L);
    }

    /// Raises the fill of a drive that lacks directories of its store, which hold its shards, so
    /// that it is filled anew. To be kept in the drive's file before the directories are made
    /// again: else a crash would leave a drive that seems whole.
    void raiseFillIfGutted(Disk disk) {
        List<Path> gone = new ArrayList<>(PackedShardStore.directories(path));
        try {
            disk.list(path, gone::remove);
        } catch (IOException e) {
            throw notWritable("cannot use %s: %s", e);
        }
        DriveFile file = found.orElseThrow();
        if (file.boot() > 0 && !gone.isEmpty()) {
            LOG.warn("{} lost {}; what it lacks is made again", path, gone);
            found = Optional.of(file.with(file.driveId(), file.boot(), file.fill() + 1));
        }
    }

    void forget() {
        found = Optional.empty();
    }

    /// Makes the directory, locks it and reads what is there.
    void create(Disk disk) {
        try {
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            DriveRights.create(path);
            if (parent != null) {
                disk.syncDirectory(parent);
            }
        } catch (IOException e) {
            throw notWritable("cannot create directory %s: %s", e);
        }
        open(disk);
    }

    /// Locks the directory, which is there, and reads what is there.
    void open(Disk disk) {
        if (!Files.isDirectory(path) || !Files.isWritable(path)) {
            throw new DriveSetException(
                    Reason.NOT_WRITABLE,
                    "%s is not a writable directory; change its owner or name another DIR"
                            .formatted(path));
        }
        try {
            acquireLock();
            if (disk.exists(path.resolve(DriveFile.NAME))) {
                found = Optional.of(read(disk));
                DriveRights.warnIfWide(path);
            }
        } catch (IOException e) {
            throw notWritable("cannot lock or read %s: %s", e);
        }
    }

    /// Refuses a directory that is about to be formatted and holds something. Notes on a drive that
    /// is not there any more are removed, and a journal's directory if it is empty.
    void checkEmpty(Disk disk) {
        List<String> names = new ArrayList<>();
        try {
            disk.list(path, entry -> names.add(String.valueOf(entry.getFileName())));
            for (String note : NOTES) {
                if (names.remove(note)) {
                    disk.delete(path.resolve(note));
                }
            }
            if (names.contains(JOURNAL) && !holdsJournal(disk)) {
                disk.delete(path.resolve(JOURNAL));
                names.remove(JOURNAL);
            }
        } catch (IOException e) {
            throw notWritable("cannot use %s: %s", e);
        }
        names.removeAll(NOTHING);
        names.removeIf(each -> each.startsWith(Leftovers.ASIDE));
        if (!names.isEmpty()) {
            throw new DriveSetException(
                    Reason.NOT_EMPTY,
                    "%s holds %s but no complete %s; name an empty directory as DIR"
                            .formatted(path, names.getFirst(), DriveFile.NAME));
        }
    }

    /// Makes an emptied directory the drive of `file` again, or goes on with an attempt to do so
    /// that failed half way. Durable. Refuses a drive that came back with what it held.
    void format(Disk disk, DriveFile file) throws IOException {
        if (!disk.exists(path.resolve(DriveFile.NAME))) {
            checkEmpty(disk);
        } else if (!read(disk).equals(file)) {
            throw new DriveSetException(
                    Reason.NOT_EMPTY,
                    ("%s holds a drive, whole or in part; restart the server, which fills what it lacks, or"
                                    + " empty it")
                            .formatted(path));
        }
        close();
        acquireLock();
        DriveRights.restrict(path);
        file.write(disk, path);
    }

    /// Whether a journal was ever written here.
    boolean holdsJournal(Disk disk) throws IOException {
        List<Path> files = new ArrayList<>();
        disk.list(path.resolve(JOURNAL), files::add);
        return !files.isEmpty();
    }

    /// Gives another name to the log that this drive held when it was home before: it is not the
    /// one that is to be made again here. Durable.
    void setLogAside(Disk disk, long boot) throws IOException {
        Path log = path.resolve(BROKER_LOG);
        if (disk.exists(log)) {
            disk.rename(log, path.resolve(BROKER_LOG + ".set-aside-" + boot));
            disk.syncDirectory(path);
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }

    private DriveSetException notWritable(String what, IOException cause) {
        DriveSetException thrown =
                new DriveSetException(
                        Reason.NOT_WRITABLE,
                        (what + "; %s").formatted(path, words(cause), remedy(cause)));
        thrown.initCause(cause);
        return thrown;
    }

    private static String remedy(IOException cause) {
        return String.valueOf(cause.getMessage()).contains(NO_SPACE)
                ? "make room there"
                : "change the owner or name another DIR";
    }

    /// What is wrong with a drive that cannot be opened.
    String unopened(Throwable cause) {
        String words = cause instanceof IOException failure ? words(failure) : cause.toString();
        return "cannot open the drive in %s: %s".formatted(path, words);
    }

    /// Lets nobody but its owner into a directory that becomes a drive.
    void restrict() {
        DriveRights.restrict(path);
    }

    /// Writes the drive's file. Durable.
    void write(Disk disk, DriveFile file) {
        try {
            file.write(disk, path);
        } catch (IOException e) {
            throw notWritable("cannot write " + DriveFile.NAME + " in %s: %s", e);
        }
    }

    /// Why a file could not be used, in words. The message of some exceptions of the file system is
    /// but the name of the file, and what they mean stands in the name of their class.
    private static String words(IOException cause) {
        return switch (cause) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or directory";
            case FileAlreadyExistsException e -> e.getFile() + " is no directory";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(cause.getMessage());
        };
    }

    private DriveFile read(Disk disk) {
        DriveFile file;
        try {
            file = DriveFile.read(disk, path);
        } catch (IOException e) {
            throw new DriveSetException(
                    Reason.UNREADABLE,
                    "cannot read %s (%s); empty the directory to replace the drive, or leave it out"
                            .formatted(path.resolve(DriveFile.NAME), e.getMessage()));
        }
        if (file.formatVersion() > DriveFile.FORMAT_VERSION) {
            throw new DriveSetException(
                    Reason.NEWER_FORMAT,
                    "%s has format %d, this version knows %d; run a newer version"
                            .formatted(path, file.formatVersion(), DriveFile.FORMAT_VERSION));
        }
        return file;
    }

    private void acquireLock() throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path.resolve(LOCK_NAME),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        lock = channel;
        @Nullable FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            throw new DriveSetException(
                    Reason.LOCKED,
                    "%s is in use by another server; stop it or name another DIR".formatted(path));
        }
    }
}
