package io.cairn.shard.segment;

import io.cairn.shard.ShardStore.Completion;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes batches, one after the other: one write, one sync, one change of the index, then all who
/// wait are answered. One thread runs it.
///
/// If a write or sync fails, everybody in that batch gets the exception and the next batch goes to
/// a new segment: nothing is ever appended behind bytes whose sync failed. If the index fails it no
/// longer knows what the segments hold: then all further records are refused until the next start,
/// which finds them in the segments.
final class Appender {
    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

    private final AppendQueue queue;
    private final SegmentTable table;
    private final Ledger ledger;
    private final SegmentSettings settings;
    private final long boot;
    private final RandomGenerator random;
    private final Runnable changed;
    private long nextNumber;
    private @Nullable ActiveSegment active;
    private @Nullable IOException broken;
    private long unflushedBytes;

    /// Begins with segment `nextNumber`, made when there is something to write. `changed` is told
    /// after every batch that may have made space dead.
    Appender(
            AppendQueue queue,
            SegmentTable table,
            Ledger ledger,
            SegmentSettings settings,
            Start start,
            Runnable changed) {
        this.queue = queue;
        this.table = table;
        this.ledger = ledger;
        this.settings = settings;
        this.boot = start.boot();
        this.random = start.random();
        this.nextNumber = start.nextNumber();
        this.changed = changed;
    }

    /// Where it begins: the boot, the first segment's number, and what salts are drawn from.
    record Start(long boot, long nextNumber, RandomGenerator random) {}

    /// Writes batches until the queue is closed and empty, then seals the segment. If it breaks
    /// off, nobody waits for it any more.
    void run() {
        try {
            while (step(true)) {
                LOG.trace("a batch was written");
            }
            finish();
        } finally {
            queue.close();
        }
    }

    /// Writes one batch if one is due; false if none was.
    boolean step(boolean wait) {
        BatchBuffer batch = queue.take(wait);
        if (batch == null) {
            return false;
        }
        @Nullable IOException failure = new IOException("the appender broke off");
        try {
            if (!batch.rooms().isEmpty()) {
                write(batch);
            }
            failure = null;
        } catch (IOException e) {
            failure = e;
        } finally {
            answer(batch, failure);
        }
        return true;
    }

    private void answer(BatchBuffer batch, @Nullable IOException failure) {
        List<BatchBuffer.Room> rooms = new ArrayList<>(batch.rooms());
        List<Completion> waiting = new ArrayList<>(batch.waiting());
        queue.giveBack(batch);
        rooms.forEach(room -> room.completion().ended(failure));
        waiting.forEach(completion -> completion.ended(null));
    }

    private void write(BatchBuffer batch) throws IOException {
        if (broken != null) {
            throw new IOException("the index failed before: " + broken, broken);
        }
        ActiveSegment segment = segmentFor(batch.payloadBytes());
        long offset;
        boolean done = false;
        try {
            offset = segment.append(batch);
            done = true;
        } finally {
            if (!done) {
                abandon(segment, batch);
            }
        }
        commit(segment, batch, offset);
    }

    private void commit(ActiveSegment segment, BatchBuffer batch, long offset) throws IOException {
        long number = segment.name().number();
        boolean dead = false;
        try (LedgerChange change = ledger.begin()) {
            change.segment(number, boot);
            for (BatchBuffer.Room room : batch.rooms()) {
                change.record(room.frame(), room.place(number, offset), room.shard());
                dead |= room.frame().kind() != RecordKind.SHARD;
            }
            change.end(number, segment.end(), false);
            change.checkpoint(number, segment.end());
            change.commit();
            unflushedBytes += segment.end() - offset;
            if (unflushedBytes >= settings.flushBytes()) {
                unflushedBytes = 0;
                ledger.flushSoon();
            }
        } catch (IOException e) {
            broken = e;
            LOG.error("the index failed; no more shards are taken until the next start", e);
            throw e;
        }
        if (dead) {
            changed.run();
        }
    }

    private ActiveSegment segmentFor(int payloadBytes) throws IOException {
        ActiveSegment segment = active;
        if (segment != null && !segment.fits(payloadBytes)) {
            seal(segment);
            segment = null;
        }
        if (segment == null) {
            long number = nextNumber++;
            DiskFile file = table.create(number, boot, random.nextLong());
            SegmentFile made = Objects.requireNonNull(table.get(number));
            segment = new ActiveSegment(file, made.name(), settings);
            active = segment;
        }
        return segment;
    }

    /// Ends the active segment. A failure costs nothing but space: the next start seals it.
    private void seal(ActiveSegment segment) {
        active = null;
        try {
            noteEnd(segment, trySeal(segment), List.of());
            ledger.flushSoon();
            unflushedBytes = 0;
        } catch (IOException e) {
            broken = e;
            LOG.error("the index failed; no more shards are taken until the next start", e);
        }
        changed.run();
    }

    private static boolean trySeal(ActiveSegment segment) {
        try (segment) {
            segment.seal();
            return true;
        } catch (IOException e) {
            LOG.warn("cannot seal segment {}; the next start will", segment.name().number(), e);
            return false;
        }
    }

    /// Gives the segment up after a failed write or sync.
    private void abandon(ActiveSegment segment, BatchBuffer batch) {
        active = null;
        LOG.warn("a batch was not made durable; segment {} ends", segment.name().number());
        try {
            noteEnd(segment, trySeal(segment), batch.rooms());
        } catch (IOException e) {
            broken = e;
        }
    }

    /// Notes where a segment ended. Copies of a batch that failed may be in it all the same, so
    /// they are noted as dead records.
    private void noteEnd(ActiveSegment segment, boolean sealed, List<BatchBuffer.Room> failed)
            throws IOException {
        try (LedgerChange change = ledger.begin()) {
            long number = segment.name().number();
            change.segment(number, boot);
            for (BatchBuffer.Room room : failed) {
                if (room.frame().kind() == RecordKind.MOVED_SHARD) {
                    change.failedCopy(room.shard(), number);
                }
            }
            change.end(number, segment.end(), sealed);
            change.checkpoint(number, segment.end());
            change.commit();
        }
    }

    /// Seals the active segment when no more batches come.
    void finish() {
        ActiveSegment segment = active;
        if (segment != null && broken == null) {
            seal(segment);
        }
    }
}
