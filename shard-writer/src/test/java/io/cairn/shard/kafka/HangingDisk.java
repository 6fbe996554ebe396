package io.cairn.shard.kafka;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.SimulatedDisk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A disk whose syncs of shared files hang when told to, and that knows when one hangs and when its
/// file is closed at last.
final class HangingDisk implements Disk {
    private final SimulatedDisk disk;
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile CountDownLatch held = new CountDownLatch(0);

    HangingDisk(SimulatedDisk disk) {
        this.disk = disk;
    }

    /// Lets no sync end until [#goOn].
    void hang() {
        held = new CountDownLatch(1);
    }

    void goOn() {
        held.countDown();
    }

    /// Waits until a sync hangs.
    void awaitHanging() throws InterruptedException {
        hanging.await();
    }

    /// Waits until a shared file was closed.
    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    @Override
    public DiskFile openShared(Path file) throws IOException {
        DiskFile shared = disk.openShared(file);
        return new DiskFile() {
            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return shared.read(target, position);
            }

            @Override
            public void write(ByteBuffer source, long position) throws IOException {
                shared.write(source, position);
            }

            @Override
            public long size() throws IOException {
                return shared.size();
            }

            @Override
            public void truncate(long length) throws IOException {
                shared.truncate(length);
            }

            @Override
            public void sync() throws IOException {
                hangIfTold();
                shared.sync();
            }

            @Override
            public void close() throws IOException {
                shared.close();
                closed.countDown();
            }
        };
    }

    private void hangIfTold() throws IOException {
        if (held.getCount() > 0) {
            hanging.countDown();
        }
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
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
