package io.cairn.shard.segment;

import io.cairn.shard.ShardStore.Completion;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
/// a new segment: nothing is ever appended behind bytes whose sync failed. If the index fails,
/// since its drive is full for example, it no longer knows what the segments hold: then all further
/// records are refused until it has taken in what it lacks. What the callers of the batch were told
/// failed is then found like any other record, as the next start would find it in the segment.
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
    private long unflushedBytes;

    /// What the index has to learn, in this order. More than nothing only while it fails.
    private final Deque<Note> owed = new ArrayDeque<>();

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
    /// off, all who wait for it are told: those of the batch it was at, and those of the next one.
    void run() {
        try {
            while (step(true)) {
                LOG.trace("a batch was written");
            }
            finish();
        } finally {
            queue.close();
            refuse(queue.rest());
        }
    }

    private static void refuse(BatchBuffer rest) {
        IOException failure = new IOException("the appender broke off");
        rest.rooms().forEach(room -> room.completion().ended(failure));
        rest.waiting().forEach(completion -> completion.ended(failure));
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
        settle();
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
        long end = segment.end();
        List<BatchBuffer.Room> rooms = List.copyOf(batch.rooms());
        tell(change -> {
            change.segment(number, boot);
            for (BatchBuffer.Room room : rooms) {
                change.record(room.frame(), room.place(number, offset), room.shard());
            }
            change.end(number, end, false);
            change.checkpoint(number, end);
        });
        flushWhenDue(end - offset);
        if (rooms.stream().anyMatch(room -> room.frame().kind() != RecordKind.SHARD)) {
            changed.run();
        }
    }

    /// What the index learns of a segment.
    private interface Note {
        void putInto(LedgerChange change) throws IOException;
    }

    /// Has the index learn something, now or, if this throws, before anything else is written.
    private void tell(Note note) throws IOException {
        boolean failing = !owed.isEmpty();
        owed.addLast(note);
        boolean done = false;
        try {
            settle();
            done = true;
        } finally {
            if (!done && !failing) {
                LOG.error("the index failed; no more shards are taken until it works again");
            }
        }
    }

    private void settle() throws IOException {
        for (Note next = owed.peekFirst(); next != null; next = owed.peekFirst()) {
            try (LedgerChange change = ledger.begin()) {
                next.putInto(change);
                change.commit();
            }
            owed.removeFirst();
        }
    }

    /// Begins to flush the index once so much was written. If that fails it is tried again with the
    /// next batch: what the index holds in memory is in the segments.
    private void flushWhenDue(long written) {
        unflushedBytes += written;
        if (unflushedBytes >= settings.flushBytes()) {
            try {
                ledger.flushSoon();
                unflushedBytes = 0;
            } catch (IOException e) {
                LOG.warn("the index cannot be flushed; it is tried again", e);
            }
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
        } catch (IOException e) {
            LOG.warn("the index does not know yet that {} ended", segment.name(), e);
        }
        flushWhenDue(settings.flushBytes());
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
            noteEnd(segment, trySeal(segment), List.copyOf(batch.rooms()));
        } catch (IOException e) {
            LOG.warn("the index does not know yet that {} ended", segment.name(), e);
        }
    }

    /// Notes where a segment ended. Copies of a batch that failed may be in it all the same, so
    /// they are noted as dead records.
    private void noteEnd(ActiveSegment segment, boolean sealed, List<BatchBuffer.Room> failed)
            throws IOException {
        long number = segment.name().number();
        long end = segment.end();
        tell(change -> {
            change.segment(number, boot);
            for (BatchBuffer.Room room : failed) {
                if (room.frame().kind() == RecordKind.MOVED_SHARD) {
                    change.failedCopy(room.shard(), number);
                }
            }
            change.end(number, end, sealed);
            change.checkpoint(number, end);
        });
    }

    /// Seals the active segment when no more batches come.
    void finish() {
        ActiveSegment segment = active;
        if (segment != null && owed.isEmpty()) {
            seal(segment);
        }
    }
}
