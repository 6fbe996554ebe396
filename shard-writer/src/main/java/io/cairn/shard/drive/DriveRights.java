package io.cairn.shard.drive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may look into the directory of a drive: its owner. That keeps others from all that is in it,
/// what Kafka and RocksDB write too. A directory gets these rights when it becomes a drive. One
/// that is a drive and has wider rights keeps them, with a warning: somebody may have wanted that.
final class DriveRights {
    private static final Logger LOG = LoggerFactory.getLogger(DriveRights.class);
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rwx------");

    private DriveRights() {}

    /// Makes the directory if it is not there; its parent is.
    static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (hasRights(directory)) {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER));
        } else {
            Files.createDirectory(directory);
        }
    }

    /// Takes from others what they may do with the directory; warns if that is not possible.
    static void restrict(Path directory) {
        if (!hasRights(directory)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(directory, OWNER);
        } catch (IOException e) {
            LOG.warn("others may be able to read {}: {}", directory, e.toString());
        }
    }

    /// Warns if others than its owner may look into the directory.
    static void warnIfWide(Path directory) throws IOException {
        if (hasRights(directory) && !OWNER.containsAll(Files.getPosixFilePermissions(directory))) {
            LOG.warn("others than its owner may look into {}: chmod 700 keeps them out", directory);
        }
    }

    private static boolean hasRights(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
