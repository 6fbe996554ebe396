package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/// A disk that has no room for the file or directory of the name that it is told.
public final class RefusingDisk extends ForwardingDisk {
    private final Supplier<String> refused;

    public RefusingDisk(Disk disk, Supplier<String> refused) {
        super(disk);
        this.refused = refused;
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        if (directory.endsWith(refused.get())) {
            throw new IOException("No space left on device");
        }
        super.createDirectory(directory);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        if (file.endsWith(refused.get())) {
            throw new IOException("No space left on device");
        }
        return super.create(file);
    }
}
