package io.cairn.shard.segment;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardStore;
import io.cairn.shard.ShardStore.Completion;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.format.BlockBuffers;
import io.cairn.shard.format.Blocks;
import io.cairn.shard.format.ShardHeaderCodec;
import io.cairn.shard.index.ShardIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The small shards of one drive, packed into segments; see [SegmentReader] for reads. Safe for use
/// by many threads.
final class SegmentStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentStore.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final ShardIndex index;
    private final Ledger ledger;
    private final SegmentTable table;
    private final SegmentSettings settings;
    private final FileShardStore.Boot boot;
    private final SegmentReader reader;
    private final AppendQueue queue;
    private final Appender appender;
    private final Compactor compactor;
    private final Deletions deletions = new Deletions();

    /// Held for reading from a deletion's beginning until its tombstone is in the queue: who finds
    /// a shard gone before that, and waits for this, has its barrier behind the tombstone.
    private final ReentrantReadWriteLock deleting = new ReentrantReadWriteLock();

    /// Held while deletions are made durable: who tries those again that failed must not hide them
    /// from another who waited for them.
    private final ReentrantLock syncing = new ReentrantLock();

    private @Nullable Thread thread;
    private boolean gathering;
    private boolean closed;

    /// A store over what `recovered` found; its thread is started by [#start].
    SegmentStore(
            Recovery.Result recovered,
            SegmentTable table,
            SegmentSettings settings,
            FileShardStore.Boot boot,
            BlockBuffers buffers,
            RandomGenerator salts) {
        this.index = recovered.index();
        this.ledger = recovered.ledger();
        this.table = table;
        this.settings = settings;
        this.boot = boot;
        this.reader = new SegmentReader(ledger, table, deletions, buffers);
        this.queue = new AppendQueue(settings.batches());
        this.compactor = new Compactor(this, table, ledger, settings, boot);
        this.appender =
                new Appender(
                        queue,
                        table,
                        ledger,
                        settings,
                        new Appender.Start(boot.number(), recovered.nextNumber(), salts),
                        compactor::wake);
    }

    /// Starts the threads. Without this, batches are written by the threads that add to them, and
    /// space is won back by [#compact] only: that is for tests.
    void start(String name) {
        Thread started =
                Thread.ofPlatform().name("append-" + name).daemon().unstarted(appender::run);
        thread = started;
        started.start();
        compactor.start(name);
    }

    /// Without threads: whether records wait until a batch is full or [#barrier] comes, so that
    /// tests make batches of several.
    void gather(boolean gather) {
        gathering = gather;
    }

    /// See [ShardStore#write].
    void write(NewShard shard, byte[] bytes, int offset, int length) throws IOException {
        Waiter waiter = new Waiter();
        addShard(shard, bytes, offset, length, waiter, true);
        if (thread == null) {
            drain();
        }
        waiter.await();
    }

    /// See [ShardStore#submit].
    boolean submit(NewShard shard, byte[] bytes, int offset, int length, Completion completion)
            throws IOException {
        return addShard(shard, bytes, offset, length, completion, false);
    }

    private boolean addShard(
            NewShard shard,
            byte[] bytes,
            int offset,
            int length,
            Completion completion,
            boolean wait)
            throws IOException {
        ShardHeader header =
                new ShardHeader(
                        shard.shard(),
                        shard.shape(),
                        length,
                        shard.owner(),
                        boot.number(),
                        boot.clock().millis());
        int headerBytes = ShardHeaderCodec.headerBytes(shard.owner());
        int payloadBytes = headerBytes + (int) Blocks.storedBytes(length);
        RecordFrame frame = new RecordFrame(RecordKind.SHARD, payloadBytes, RecordLocation.NONE);
        return add(
                shard.shard(),
                frame,
                target -> {
                    ShardHeaderCodec.encode(header, target);
                    Blocks.encode(shard.shard(), bytes, offset, length, target);
                },
                new Adding(completion, false, wait));
    }

    /// Adds a record that compaction moves; waits for room.
    void addMoved(ShardRef shard, RecordFrame frame, ByteBuffer payload, Completion completion)
            throws IOException {
        add(shard, frame, target -> target.put(payload), new Adding(completion, false, true));
    }

    /// How a record is added: who is told of its end, whether it begins a batch, and whether to
    /// wait for room.
    private record Adding(Completion completion, boolean lazy, boolean waits) {}

    private boolean add(ShardRef shard, RecordFrame frame, AppendQueue.Payload payload, Adding how)
            throws IOException {
        boolean inline = thread == null;
        boolean added =
                queue.add(
                        shard,
                        frame,
                        payload,
                        how.completion(),
                        how.lazy(),
                        how.waits() && !inline);
        if (inline && !added) {
            drain();
            added = queue.add(shard, frame, payload, how.completion(), how.lazy(), false);
        }
        if (inline && !gathering) {
            drain();
        }
        return added;
    }

    /// Reads of what was written.
    SegmentReader reader() {
        return reader;
    }

    /// See [ShardStore#delete].
    boolean delete(ShardRef shard) throws IOException {
        deleting.readLock().lock();
        try {
            return ledger.place(shard) != null && deletions.begin(shard) && addTombstoneOf(shard);
        } finally {
            deleting.readLock().unlock();
        }
    }

    /// False if another deletion came to its end between the look at the place and the beginning.
    private boolean addTombstoneOf(ShardRef shard) throws IOException {
        boolean added = false;
        try {
            if (ledger.place(shard) != null) {
                addTombstone(shard);
                added = true;
            }
        } finally {
            if (!added) {
                deletions.done(shard);
            }
        }
        return added;
    }

    private void addTombstone(ShardRef shard) throws IOException {
        add(
                shard,
                new RecordFrame(
                        RecordKind.TOMBSTONE, RecordLayout.TOMBSTONE_BYTES, RecordLocation.NONE),
                target -> RecordFrame.putTombstone(shard, target),
                new Adding(
                        failure -> {
                            if (failure == null) {
                                deletions.done(shard);
                            } else {
                                deletions.failed(shard);
                            }
                        },
                        true,
                        true));
    }

    /// See [ShardStore#syncDeletions].
    void syncDeletions() throws IOException {
        syncing.lock();
        try {
            awaitTombstones();
            for (ShardRef shard : deletions.retry()) {
                addTombstone(shard);
            }
            barrier();
            if (deletions.anyFailed()) {
                throw new IOException("some deletions could not be made durable");
            }
        } finally {
            syncing.unlock();
        }
    }

    /// Waits until the tombstones of all deletions that have begun are in the queue.
    private void awaitTombstones() {
        deleting.writeLock().lock();
        deleting.writeLock().unlock();
    }

    /// Whether a deletion has begun and is not durable.
    boolean deletionPending(ShardRef shard) {
        return deletions.contains(shard);
    }

    /// Waits until all records that were added before are durable or failed.
    void barrier() throws IOException {
        Waiter waiter = new Waiter();
        queue.addBarrier(waiter);
        if (thread == null) {
            drain();
        }
        waiter.await();
    }

    /// See [ShardStore#list].
    List<ShardRef> list(ShardRef from, int max) throws IOException {
        return ledger.shards(from, max);
    }

    /// See [ShardStore#forEachUnswept].
    void forEachUnswept(ShardStore.HeaderVisitor visitor) throws IOException {
        ByteBuffer buffer = Recovery.scanBuffer(settings);
        for (SegmentFile segment : table.all()) {
            long written = segment.name().boot();
            if (written > ledger.sweptBoot() && written < boot.number()) {
                try (DiskFile file = table.read(segment)) {
                    SegmentScan scan = new SegmentScan(file, segment.name(), buffer);
                    scan.run(
                            SegmentHeaderLayout.PAGE_BYTES,
                            ledger.endBytes(segment.name().number()),
                            (frame, place, payload) -> {
                                visitIfUnswept(frame, place, payload, visitor);
                            });
                }
            }
        }
    }

    private void visitIfUnswept(
            RecordFrame frame,
            RecordLocation place,
            ByteBuffer payload,
            ShardStore.HeaderVisitor visitor)
            throws IOException {
        ShardRef shard = frame.kind().tombstone() ? null : frame.shard(payload);
        boolean here =
                shard != null && !deletions.contains(shard) && place.equals(ledger.place(shard));
        if (here && shard != null) {
            int headerBytes = ShardHeaderCodec.checkStart(payload, shard);
            ShardHeader header = ShardHeaderCodec.decode(payload, headerBytes, shard);
            if (header.boot() > ledger.sweptBoot() && header.boot() < boot.number()) {
                visitor.visit(header);
            }
        }
    }

    /// See [ShardStore#markSwept].
    void markSwept() throws IOException {
        try (LedgerChange change = ledger.begin()) {
            change.swept(boot.number() - 1);
            change.commit();
        }
        compactor.wake();
    }

    /// What is known of the segments.
    Ledger ledger() {
        return ledger;
    }

    /// A round of compaction, for tests without threads.
    void compactRound(Compactor.Pause pause) throws InterruptedException {
        compactor.round(pause);
    }

    /// Wins back the space of one segment if any is worth it; false if none is.
    boolean compact() throws IOException {
        return compactor.compactOne();
    }

    /// Writes what was added, seals the segment, flushes and closes the index. Idempotent. If the
    /// drive hangs, it is left alone after a while: the next start finds what was written.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        compactor.close();
        queue.close();
        try {
            if (appenderEnded()) {
                index.close();
                table.close();
            } else {
                LOG.warn("the drive of {} hangs; its index stays open", table);
            }
        } catch (IOException e) {
            LOG.warn("the index was not flushed; the next start scans what it lacks", e);
        }
    }

    private boolean appenderEnded() {
        Thread started = thread;
        if (started == null) {
            drain();
            appender.finish();
            return true;
        }
        try {
            return started.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void drain() {
        while (appender.step(false)) {
            LOG.trace("a batch was written");
        }
    }
}
