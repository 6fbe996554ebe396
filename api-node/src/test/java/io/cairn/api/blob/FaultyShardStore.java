package io.cairn.api.blob;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Capacity;
import io.cairn.shard.DriveFullException;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardRead;
import io.cairn.shard.ShardStore;
import io.cairn.shard.ShardWrite;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/// A shard store whose writes fail, hang or are refused on demand.
final class FaultyShardStore implements ShardStore {
    private final ShardStore store;
    private final CountDownLatch unblocked = new CountDownLatch(1);
    volatile Fault fault = Fault.NONE;

    FaultyShardStore(ShardStore store) {
        this.store = store;
    }

    enum Fault {
        NONE,
        CREATE_FAILS,
        COMMIT_FAILS,
        HANGS,
        FULL,
        BELOW_RESERVE
    }

    /// Lets writes that hang go on.
    void unblock() {
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
                write.abort();
            }
        };
    }

    @Override
    public ShardRead open(ExpectedShard shard) throws IOException {
        return store.open(shard);
    }

    @Override
    public void read(ExpectedShard shard, long from, byte[] target, int targetOffset, int length)
            throws IOException {
        store.read(shard, from, target, targetOffset, length);
    }

    @Override
    public boolean delete(ShardRef shard) throws IOException {
        return store.delete(shard);
    }

    @Override
    public void syncDeletions() throws IOException {
        store.syncDeletions();
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
        Capacity capacity = store.capacity();
        boolean writable = fault != Fault.BELOW_RESERVE;
        return new Capacity(capacity.totalBytes(), capacity.usableBytes(), writable);
    }

    private void apply() throws IOException {
        switch (fault) {
            case CREATE_FAILS -> throw new IOException("the disk fails");
            case FULL -> throw new DriveFullException("the disk is full");
            case HANGS -> hang();
            case NONE, COMMIT_FAILS, BELOW_RESERVE -> {}
        }
    }

    private void applyAtCommit() throws IOException {
        if (fault == Fault.COMMIT_FAILS) {
            throw new IOException("the disk fails at the end");
        }
    }

    private void hang() throws IOException {
        try {
            unblocked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
