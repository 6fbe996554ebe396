package io.cairn.shard.reclaim;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Capacity;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardRead;
import io.cairn.shard.ShardStore;
import io.cairn.shard.ShardWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A shard store in which something happens before each deletion.
record FailingDeletes(ShardStore store, Before before) implements ShardStore {
    /// What happens.
    interface Before {
        void delete() throws IOException;
    }

    /// A store in which as many deletions fail as `failures` still says.
    FailingDeletes(ShardStore store, AtomicInteger failures) {
        this(
                store,
                () -> {
                    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new IOException("as the test wants it");
                    }
                });
    }

    /// A store in which deletions hang until `unblocked`.
    FailingDeletes(ShardStore store, CountDownLatch unblocked) {
        this(
                store,
                () -> {
                    try {
                        unblocked.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IOException(e);
                    }
                });
    }

    @Override
    public boolean delete(ShardRef shard) throws IOException {
        before.delete();
        return store.delete(shard);
    }

    @Override
    public void write(NewShard shard, byte[] bytes, int offset, int length) throws IOException {
        store.write(shard, bytes, offset, length);
    }

    @Override
    public ShardWrite create(NewShard shard) throws IOException {
        return store.create(shard);
    }

    @Override
    public ShardRead open(ExpectedShard shard) throws IOException {
        return store.open(shard);
    }

    @Override
    public void read(
            ExpectedShard shard, long from, ByteBuffer target, int targetOffset, int length)
            throws IOException {
        store.read(shard, from, target, targetOffset, length);
    }

    @Override
    public void syncDeletions() throws IOException {
        store.syncDeletions();
    }

    @Override
    public List<ShardRef> list(ShardRef from, int max) throws IOException {
        return store.list(from, max);
    }

    @Override
    public ShardHeader header(ShardRef shard) throws IOException {
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
        return store.capacity();
    }
}
