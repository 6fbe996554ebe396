package io.cairn.shard.segment;

import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.format.Blocks;
import io.cairn.shard.format.ShardHeaderCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wins back the space of segments that are mostly dead: what lives in one is appended again, the
/// index learns the new places and is flushed, and only then is the file removed.
///
/// A crash before the removal leaves records twice; the older ones have dead rows, their segment is
/// marked as drained and is finished first, before any other that does not fail. A deletion that
/// comes while a record is being moved wins: the copy finds that its original is no longer what the
/// index names. A tombstone is left out only if no other segment holds a record of its shard.
/// Segments of boots that are not swept are left alone, since the sweep walks them.
final class Compactor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final int IN_FLIGHT_MAX = 64;
    private static final int ROWS_MAX = 2_000;
    private static final long PAUSE_MILLIS = 250;
    private static final long FAILURE_PAUSE_MILLIS = 10_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final SegmentStore store;
    private final SegmentTable table;
    private final Ledger ledger;
    private final SegmentSettings settings;
    private final FileShardStore.Boot boot;
    private final LostSegments lost;
    private final ReentrantLock running = new ReentrantLock();
    private final Set<Long> failing = ConcurrentHashMap.newKeySet();
    private final Semaphore wakes = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Background worker;

    Compactor(
            SegmentStore store,
            SegmentTable table,
            Ledger ledger,
            SegmentSettings settings,
            FileShardStore.Boot boot) {
        this.store = store;
        this.table = table;
        this.ledger = ledger;
        this.settings = settings;
        this.boot = boot;
        this.lost = new LostSegments(table, ledger);
    }

    void start(String name) {
        Background started = new Background("compact-" + name, this::round);
        worker = started;
        started.start();
    }

    /// Has it look whether there is something to do.
    void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    /// How a round waits at its end.
    interface Pause {
        /// Waits so long, or until compaction stops.
        void await(long millis) throws InterruptedException;
    }

    private void round() throws InterruptedException {
        round(millis -> {
            if (closing.await(millis, TimeUnit.MILLISECONDS)) {
                LOG.debug("compaction stops");
            }
        });
    }

    /// Waits until it is woken, compacts what there is, and pauses. After a mistake in the program
    /// it pauses for longer, and then goes on: the segment that it failed at comes last.
    void round(Pause pause) throws InterruptedException {
        wakes.acquire();
        wakes.drainPermits();
        pause.await(compactAllOrLog() ? PAUSE_MILLIS : FAILURE_PAUSE_MILLIS);
    }

    @SuppressWarnings("IllegalCatch") // a bug must end neither this thread nor the longer pause
    private boolean compactAllOrLog() {
        try {
            return compactAll();
        } catch (RuntimeException e) {
            LOG.error(
                    "compaction failed by a mistake in the program; it goes on in {} s",
                    TimeUnit.MILLISECONDS.toSeconds(FAILURE_PAUSE_MILLIS),
                    e);
            wake();
            return false;
        }
    }

    /// Goes on behind a segment that fails with the next, until one fails that did so before.
    private boolean compactAll() {
        boolean good = true;
        boolean more = true;
        while (closing.getCount() > 0 && more) {
            int failed = failing.size();
            try {
                more = compactOne();
            } catch (IOException e) {
                good = false;
                more = failing.size() > failed;
                if (closing.getCount() > 0) {
                    LOG.warn("compaction failed; it will be tried again", e);
                }
            }
        }
        return good;
    }

    /// Compacts one segment if any is worth it; false if none is, or it was stopped. One runs at a
    /// time. What an earlier one left undone is finished first; files that cannot be read, and
    /// segments that failed, come last, so that they hold nothing back.
    boolean compactOne() throws IOException {
        running.lock();
        try {
            lost.forgetMissing();
            Optional<SegmentFile> victim = victim();
            boolean last = victim.isEmpty() || failing.contains(victim.get().name().number());
            if (last && lost.removeUnneeded(this::eligible)) {
                return true;
            }
            if (victim.isEmpty()) {
                return false;
            }
            failing.add(victim.get().name().number());
            boolean done = compact(victim.get());
            failing.remove(victim.get().name().number());
            return done;
        } finally {
            running.unlock();
        }
    }

    private boolean compact(SegmentFile segment) throws IOException {
        store.barrier();
        Copier copier = new Copier(segment);
        try (DiskFile file = table.read(segment)) {
            copier.run(file);
            if (closing.getCount() == 0) {
                return false;
            }
            ledger.flush();
            table.remove(segment);
            forget(segment, file);
        }
        LOG.info(
                "compacted {}: {} records moved, {} damaged ones left out",
                segment.path(),
                copier.moved,
                copier.damaged);
        return true;
    }

    /// The segment to be compacted next: one that was begun, else the one with the least in it;
    /// those that failed when they were tried last come behind all others.
    private Optional<SegmentFile> victim() {
        return ledger.segments().entrySet().stream()
                .filter(entry -> eligible(entry.getValue()) && table.get(entry.getKey()) != null)
                .max(
                        Comparator.comparing((Map.Entry<Long, SegmentUse> entry) ->
                                        !failing.contains(entry.getKey()))
                                .thenComparing(entry -> entry.getValue().drained())
                                .thenComparing(entry -> entry.getValue().deadPart()))
                .map(Map.Entry::getKey)
                .map(table::get);
    }

    private boolean eligible(SegmentUse use) {
        boolean swept = use.boot() == boot.number() || use.boot() <= ledger.sweptBoot();
        return use.sealed()
                && swept
                && (use.drained() || use.deadPart() >= settings.compaction().deadPart());
    }

    /// Takes the rows of a segment that is no more out of the index; its bytes can still be read.
    private void forget(SegmentFile segment, DiskFile file) throws IOException {
        long number = segment.name().number();
        List<ShardRef> shards = new ArrayList<>();
        new SegmentScan(file, segment.name(), Recovery.scanBuffer(settings))
                .run(
                        SegmentHeaderLayout.PAGE_BYTES,
                        ledger.endBytes(number),
                        (frame, place, payload) -> {
                            ShardRef shard = frame.kind().tombstone() ? null : frame.shard(payload);
                            if (shard != null) {
                                shards.add(shard);
                            }
                            if (shards.size() >= ROWS_MAX) {
                                forget(number, shards);
                            }
                        });
        forget(number, shards);
        try (LedgerChange change = ledger.begin()) {
            change.removeSegment(number);
            change.commit();
        }
    }

    private void forget(long number, List<ShardRef> shards) throws IOException {
        try (LedgerChange change = ledger.begin()) {
            for (ShardRef shard : shards) {
                change.forget(shard, number);
            }
            change.commit();
        }
        shards.clear();
    }

    /// Stops it, in the middle of a segment too. Idempotent.
    @Override
    public void close() {
        closing.countDown();
        Background started = worker;
        if (started != null) {
            started.stop();
            wakes.release();
            started.awaitEnd(Deadline.in(CLOSE_TIMEOUT, boot.monotonic()));
        }
    }

    /// Moves what is needed of one segment.
    private final class Copier implements SegmentScan.Visitor {
        private final SegmentFile segment;
        private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
        private volatile @Nullable IOException failure;
        private long scanned = SegmentHeaderLayout.PAGE_BYTES;
        private long moved;
        private long damaged;

        Copier(SegmentFile segment) {
            this.segment = segment;
        }

        void run(DiskFile file) throws IOException {
            new SegmentScan(file, segment.name(), Recovery.scanBuffer(settings))
                    .run(
                            SegmentHeaderLayout.PAGE_BYTES,
                            ledger.endBytes(segment.name().number()),
                            this);
            store.barrier();
            IOException cause = failure;
            if (cause != null) {
                throw new IOException("cannot move records: " + cause, cause);
            }
        }

        @Override
        public void record(RecordFrame frame, RecordLocation place, ByteBuffer payload)
                throws IOException {
            ShardRef shard = closing.getCount() == 0 ? null : frame.shard(payload);
            if (shard == null) {
                return;
            }
            if (frame.kind().tombstone()) {
                if (needed(shard)) {
                    move(shard, RecordKind.MOVED_TOMBSTONE, place, payload);
                }
            } else if (place.equals(ledger.place(shard))) {
                if (whole(shard, payload)) {
                    move(shard, RecordKind.MOVED_SHARD, place, payload);
                } else {
                    damaged++;
                    LOG.error("{} at {} is damaged and is not moved", shard, place);
                }
            }
        }

        @Override
        public void damaged(long offset) {
            LOG.error("{} is damaged at {}", segment.path(), offset);
        }

        @Override
        public void behind(long offset) throws IOException {
            pace(offset - scanned);
            scanned = offset;
        }

        private boolean needed(ShardRef shard) throws IOException {
            try (LedgerChange change = ledger.begin()) {
                return change.needsTombstone(shard, segment.name().number());
            }
        }

        private boolean whole(ShardRef shard, ByteBuffer payload) throws ShardDamagedException {
            int headerBytes = ShardHeaderCodec.checkStart(payload, shard);
            long dataBytes = ShardHeaderCodec.dataBytes(payload);
            return Blocks.verify(shard, payload.duplicate().position(headerBytes), dataBytes);
        }

        private void move(ShardRef shard, RecordKind kind, RecordLocation place, ByteBuffer payload)
                throws IOException {
            inFlight.acquireUninterruptibly();
            RecordLocation from = new RecordLocation(place.segment(), place.offset(), 0);
            RecordFrame frame = new RecordFrame(kind, payload.limit(), from);
            boolean done = false;
            try {
                store.addMoved(shard, frame, payload.duplicate().rewind(), this::ended);
                done = true;
                moved++;
            } finally {
                if (!done) {
                    inFlight.release();
                }
            }
        }

        private void ended(@Nullable IOException cause) {
            if (cause != null) {
                failure = cause;
            }
            inFlight.release();
        }

        /// Waits as long as reading so many bytes may take.
        private void pace(long bytes) throws IOException {
            long perSecond = settings.compaction().bytesPerSecond();
            if (perSecond == Long.MAX_VALUE) {
                return;
            }
            long nanos = (long) (bytes * (double) TimeUnit.SECONDS.toNanos(1) / perSecond);
            try {
                if (closing.await(nanos, TimeUnit.NANOSECONDS)) {
                    LOG.debug("compaction of {} is given up", segment.path());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while compacting", e);
            }
        }
    }
}
