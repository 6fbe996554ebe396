package io.cairn.shard.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A disk that holds what it is told to hold until it is told to go on: syncs before they are done,
/// removals when they are done and their caller does not know it yet.
public final class HeldDisk implements Disk {
    private static final CountDownLatch FREE = new CountDownLatch(0);

    private final Disk disk;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile CountDownLatch syncs = FREE;
    private volatile CountDownLatch removals = FREE;

    public HeldDisk(Disk disk) {
        this.disk = disk;
    }

    /// Lets no sync begin until [#goOn].
    public void holdSyncs() {
        syncs = released;
    }

    /// Lets no removal return until [#goOn].
    public void holdRemovals() {
        removals = released;
    }

    /// Waits until something is held.
    public void awaitHeld() throws InterruptedException {
        reached.await();
    }

    /// Holds nothing any more.
    public void goOn() {
        released.countDown();
    }

    private void pass(CountDownLatch gate) throws IOException {
        try {
            if (gate.getCount() > 0) {
                reached.countDown();
            }
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while held");
        }
    }

    @Override
    public boolean delete(Path path) throws IOException {
        boolean removed = disk.delete(path);
        if (removed) {
            pass(removals);
        }
        return removed;
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        pass(syncs);
        disk.syncDirectory(directory);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new HeldFile(disk.create(file));
    }

    @Override
    public DiskFile createDirect(Path file) throws IOException {
        return new HeldFile(disk.createDirect(file));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return disk.open(file);
    }

    @Override
    public DiskFile openShared(Path file) throws IOException {
        return new HeldFile(disk.openShared(file));
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
    public void createDirectory(Path directory) throws IOException {
        disk.createDirectory(directory);
    }

    @Override
    public void list(Path directory, EntryVisitor visitor) throws IOException {
        disk.list(directory, visitor);
    }

    @Override
    public Space space(Path path) throws IOException {
        return disk.space(path);
    }

    private final class HeldFile implements DiskFile {
        private final DiskFile file;

        HeldFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long length) throws IOException {
            file.truncate(length);
        }

        @Override
        public void sync() throws IOException {
            pass(syncs);
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
