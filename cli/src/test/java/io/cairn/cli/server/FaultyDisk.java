package io.cairn.cli.server;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The disk of the operating system, of which one directory can be told to fail: to refuse
/// everything, or every write, or the removal of shards, to say that it is nearly or quite full or
/// has no inodes, or to answer nothing until it is released.
final class FaultyDisk implements Disk {
    /// Below the reserve of the log, and above what it needs to go on.
    private static final long LOW = 100 << 20;

    private final Disk disk = new FileSystemDisk();
    private final CountDownLatch released = new CountDownLatch(1);
    private final Path faulty;
    volatile Fault fault = Fault.NONE;

    FaultyDisk(Path faulty) {
        this.faulty = faulty;
    }

    enum Fault {
        NONE,
        REFUSES_ALL,
        REFUSES_WRITES,
        KEEPS_SHARDS,
        SAYS_LOW,
        SAYS_FULL,
        OUT_OF_INODES,
        HANGS
    }

    /// Lets what hangs go on.
    void release() {
        fault = Fault.NONE;
        released.countDown();
    }

    private void reading(Path path) throws IOException {
        if (fault == Fault.REFUSES_ALL && path.startsWith(faulty)) {
            throw new IOException("refused: " + path);
        }
        if (fault == Fault.HANGS && path.startsWith(faulty)) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while hanging", e);
            }
        }
    }

    private void writing(Path path) throws IOException {
        reading(path);
        if (fault == Fault.REFUSES_WRITES && path.startsWith(faulty)) {
            throw new IOException("refused: " + path);
        }
    }

    @Override
    public Space space(Path path) throws IOException {
        Space space = disk.space(path);
        if (!path.startsWith(faulty)) {
            return space;
        }
        return switch (fault) {
            case SAYS_LOW -> new Space(space.totalBytes(), Math.min(LOW, space.totalBytes() / 50));
            case SAYS_FULL -> new Space(space.totalBytes(), 0);
            case OUT_OF_INODES -> new Space(space.totalBytes(), space.usableBytes(), 0);
            case NONE, REFUSES_ALL, REFUSES_WRITES, KEEPS_SHARDS, HANGS -> space;
        };
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        writing(file);
        return new FaultyFile(file, disk.create(file));
    }

    @Override
    public DiskFile createDirect(Path file) throws IOException {
        writing(file);
        return new FaultyFile(file, disk.createDirect(file));
    }

    @Override
    public DiskFile openShared(Path file) throws IOException {
        reading(file);
        return new FaultyFile(file, disk.openShared(file));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        reading(file);
        return new FaultyFile(file, disk.open(file));
    }

    @Override
    public boolean exists(Path path) throws IOException {
        reading(path);
        return disk.exists(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        writing(to);
        disk.rename(from, to);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        writing(path);
        if (fault == Fault.KEEPS_SHARDS && path.startsWith(faulty.resolve("shards"))) {
            throw new IOException("kept: " + path);
        }
        return disk.delete(path);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        writing(directory);
        disk.createDirectory(directory);
    }

    @Override
    public void list(Path directory, EntryVisitor visitor) throws IOException {
        reading(directory);
        disk.list(directory, visitor);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        writing(directory);
        disk.syncDirectory(directory);
    }

    private final class FaultyFile implements DiskFile {
        private final Path path;
        private final DiskFile file;

        FaultyFile(Path path, DiskFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            reading(path);
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            writing(path);
            file.write(source, position);
        }

        @Override
        public long size() throws IOException {
            reading(path);
            return file.size();
        }

        @Override
        public void truncate(long length) throws IOException {
            writing(path);
            file.truncate(length);
        }

        @Override
        public void sync() throws IOException {
            writing(path);
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
