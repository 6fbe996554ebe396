package io.cairn.shard;

import io.cairn.schemas.event.ShardRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A shard store whose writes fail, hang or are refused on demand, and whose reads and deletions
/// hang, fail or break off.
public final class FaultyShardStore implements ShardStore {
    private final ShardStore store;
    private final CountDownLatch unblocked = new CountDownLatch(1);
    public final AtomicInteger reads = new AtomicInteger();
    public final AtomicInteger deletes = new AtomicInteger();
    public final AtomicInteger looks = new AtomicInteger();
    public volatile Fault fault = Fault.NONE;

    public FaultyShardStore(ShardStore store) {
        this.store = store;
    }

    /// What goes wrong.
    public enum Fault {
        NONE,
        CREATE_FAILS,
        COMMIT_FAILS,
        HANGS,
        READS_HANG,
        READS_BREAK_OFF,
        DELETES_HANG,
        DELETES_FAIL,
        ABORTS_HANG,
        FULL,
        BELOW_RESERVE
    }

    /// Lets what hangs go on.
    public void unblock() {
        unblocked.countDown();
    }

    @Override
    public void write(NewShard shard, byte[] bytes, int offset, int length) throws IOException {
        apply();
        store.write(shard, bytes, offset, length);
        applyAtCommit();
    }

    @Override
    public ShardWrite create(NewShard shard) throws IOException {
        apply();
        ShardWrite write = store.create(shard);
        return new ShardWrite() {
            @Override
            public void append(byte[] bytes, int offset, int length) throws IOException {
                write.append(bytes, offset, length);
            }

            @Override
            public void commit() throws IOException {
                applyAtCommit();
                write.commit();
            }

            @Override
            public void abort() {
                if (fault == Fault.ABORTS_HANG) {
                    waitUntilUnblocked();
                }
                write.abort();
            }
        };
    }

    @Override
    public ShardRead open(ExpectedShard shard) throws IOException {
        applyToRead();
        ShardRead read = store.open(shard);
        return new ShardRead() {
            @Override
            public void read(long from, ByteBuffer target, int targetOffset, int length)
                    throws IOException {
                applyToRead();
                read.read(from, target, targetOffset, length);
            }

            @Override
            public void close() {
                read.close();
            }
        };
    }

    @Override
    public void read(
            ExpectedShard shard, long from, ByteBuffer target, int targetOffset, int length)
            throws IOException {
        applyToRead();
        store.read(shard, from, target, targetOffset, length);
    }

    @Override
    public boolean delete(ShardRef shard) throws IOException {
        deletes.incrementAndGet();
        if (fault == Fault.DELETES_HANG) {
            hang();
        }
        if (fault == Fault.DELETES_FAIL) {
            throw new IOException("the disk fails to remove " + shard);
        }
        return store.delete(shard);
    }

    @Override
    public void syncDeletions() throws IOException {
        store.syncDeletions();
    }

    @Override
    public List<ShardRef> list(ShardRef from, int max) throws IOException {
        applyToRead();
        return store.list(from, max);
    }

    @Override
    public ShardHeader header(ShardRef shard) throws IOException {
        applyToRead();
        return store.header(shard);
    }

    @Override
    public void forEachUnswept(HeaderVisitor visitor) throws IOException {
        store.forEachUnswept(visitor);
    }

    @Override
    public void markSwept() throws IOException {
        store.markSwept();
    }

    @Override
    public Capacity capacity() {
        looks.incrementAndGet();
        Capacity capacity = store.capacity();
        boolean writable = fault != Fault.BELOW_RESERVE;
        return new Capacity(capacity.totalBytes(), capacity.usableBytes(), writable);
    }

    private void apply() throws IOException {
        switch (fault) {
            case CREATE_FAILS -> throw new IOException("the disk fails");
            case FULL -> throw new DriveFullException("the disk is full");
            case HANGS -> hang();
            case NONE,
                    COMMIT_FAILS,
                    READS_HANG,
                    READS_BREAK_OFF,
                    DELETES_HANG,
                    DELETES_FAIL,
                    ABORTS_HANG,
                    BELOW_RESERVE -> {}
        }
    }

    private void applyToRead() throws IOException {
        reads.incrementAndGet();
        if (fault == Fault.READS_HANG) {
            hang();
        }
        if (fault == Fault.READS_BREAK_OFF) {
            throw new IllegalStateException("a read breaks off, as the test wants it");
        }
    }

    private void applyAtCommit() throws IOException {
        if (fault == Fault.COMMIT_FAILS) {
            throw new IOException("the disk fails at the end");
        }
    }

    private void hang() throws IOException {
        if (!waitUntilUnblocked()) {
            throw new IOException("interrupted");
        }
    }

    private boolean waitUntilUnblocked() {
        try {
            unblocked.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
