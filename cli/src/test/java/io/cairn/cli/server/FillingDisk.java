package io.cairn.cli.server;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.nio.file.Path;

/// The disk of the operating system, of which one directory says on demand that it is full.
final class FillingDisk implements Disk {
    private final Disk disk = new FileSystemDisk();
    private final Path filling;
    volatile boolean full;

    FillingDisk(Path filling) {
        this.filling = filling;
    }

    @Override
    public Space space(Path path) throws IOException {
        Space space = disk.space(path);
        return full && path.startsWith(filling) ? new Space(space.totalBytes(), 0) : space;
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
    public DiskFile openShared(Path file) throws IOException {
        return disk.openShared(file);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return disk.open(file);
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
}
