package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/// A disk that has no room for the file or directory of the name that it is told.
public final class RefusingDisk implements Disk {
    private final Disk disk;
    private final Supplier<String> refused;

    public RefusingDisk(Disk disk, Supplier<String> refused) {
        this.disk = disk;
        this.refused = refused;
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        if (directory.endsWith(refused.get())) {
            throw new IOException("No space left on device");
        }
        disk.createDirectory(directory);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        if (file.endsWith(refused.get())) {
            throw new IOException("No space left on device");
        }
        return disk.create(file);
    }

    @Override
    public DiskFile createDirect(Path file) throws IOException {
        return disk.createDirect(file);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return disk.open(file);
    }

    @Override
    public DiskFile openShared(Path file) throws IOException {
        return disk.openShared(file);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return disk.delete(path);
    }

    @Override
    public void list(Path directory, EntryVisitor visitor) throws IOException {
        disk.list(directory, visitor);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    @Override
    public Space space(Path path) throws IOException {
        return disk.space(path);
    }
}
