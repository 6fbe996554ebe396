package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tells whether a file system of its own is mounted at a directory.
public interface MountPoints {
    /// True if `directory`, which is there, lies on another file system than its parent.
    boolean isMountPoint(Path directory) throws IOException;

    /// Asks the operating system.
    static MountPoints ofFileSystem() {
        return directory -> {
            Path parent = directory.toRealPath().getParent();
            return parent == null
                    || !Files.getFileStore(directory).equals(Files.getFileStore(parent));
        };
    }
}
