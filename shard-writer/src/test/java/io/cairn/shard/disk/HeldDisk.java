package io.cairn.shard.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A disk that holds what it is told to hold until it is told to go on: syncs before they are done,
/// removals when they are done and their caller does not know it yet.
public final class HeldDisk extends ForwardingDisk {
    private static final CountDownLatch FREE = new CountDownLatch(0);

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile CountDownLatch syncs = FREE;
    private volatile CountDownLatch removals = FREE;

    public HeldDisk(Disk disk) {
        super(disk);
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
        boolean removed = super.delete(path);
        if (removed) {
            pass(removals);
        }
        return removed;
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        pass(syncs);
        super.syncDirectory(directory);
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new HeldFile(super.create(file));
    }

    @Override
    public DiskFile createDirect(Path file) throws IOException {
        return new HeldFile(super.createDirect(file));
    }

    @Override
    public DiskFile openShared(Path file) throws IOException {
        return new HeldFile(super.openShared(file));
    }

    private final class HeldFile extends ForwardingFile {
        HeldFile(DiskFile file) {
            super(file);
        }

        @Override
        public void sync() throws IOException {
            pass(syncs);
            super.sync();
        }
    }
}
