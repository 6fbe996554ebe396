package io.cairn.journal.kafka;

import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.ForwardingDisk;
import io.cairn.shard.disk.ForwardingFile;
import io.cairn.shard.disk.SimulatedDisk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk whose syncs of shared files hang when told to, and that knows when one hangs and when its
/// file is closed at last.
final class HangingDisk extends ForwardingDisk {
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger passing = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);

    HangingDisk(SimulatedDisk disk) {
        super(disk);
    }

    /// Lets no sync end until [#goOn].
    void hang() {
        held = new CountDownLatch(1);
    }

    /// The same, but for so many.
    void hangAfter(int count) {
        passing.set(count);
        hang();
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
        return new ForwardingFile(super.openShared(file)) {
            @Override
            public void sync() throws IOException {
                hangIfTold();
                super.sync();
            }

            @Override
            public void close() throws IOException {
                super.close();
                closed.countDown();
            }
        };
    }

    private void hangIfTold() throws IOException {
        if (held.getCount() > 0) {
            if (passing.getAndDecrement() > 0) {
                return;
            }
            hanging.countDown();
        }
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
