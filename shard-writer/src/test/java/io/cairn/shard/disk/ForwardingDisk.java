package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.file.Path;

/// A disk that does what another does, but for what a subclass changes.
public class ForwardingDisk implements Disk {
    private final Disk disk;

    public ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public DiskFile create(Path file) throws IOException {
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
    public void createDirectory(Path directory) throws IOException {
        disk.createDirectory(directory);
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
