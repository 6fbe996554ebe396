package io.cairn.shard.segment;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.index.IndexSource;
import io.cairn.shard.index.ShardIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings index and segments together at start: takes in what was appended behind the index's
/// checkpoint, cuts what a crash left of the last batch, seals the last segment. An index that is
/// missing, damaged, or does not know the segments is made again from all of them.
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int ROWS_MAX = 10_000;
    private static final int PROGRESS_EVERY = 32;

    private final Path root;
    private final IndexSource indexes;
    private final SegmentTable table;
    private final SegmentSettings settings;
    private final ByteBuffer buffer;
    private long lastNumber;

    Recovery(Path root, IndexSource indexes, SegmentTable table, SegmentSettings settings) {
        this.root = root;
        this.indexes = indexes;
        this.table = table;
        this.settings = settings;
        this.buffer = scanBuffer(settings);
    }

    /// A buffer that holds the longest batch.
    static ByteBuffer scanBuffer(SegmentSettings settings) {
        return ByteBuffer.allocateDirect((int) BatchLayout.storedBytes(settings.batches().bytes()));
    }

    /// The index, and what it says, after everything was taken in.
    Result run() throws IOException {
        List<Long> unreadable = table.load();
        unreadable.forEach(number -> {
            lastNumber = Math.max(lastNumber, number);
            LOG.error(
                    "{} has no readable header; its shards are lost unless the index"
                            + " names them",
                    table.path(number));
        });
        table.all().forEach(s -> lastNumber = Math.max(lastNumber, s.name().number()));
        ShardIndex index = openIndex();
        Ledger ledger = new Ledger(index);
        boolean done = false;
        try {
            if (mustRebuild(ledger)) {
                index.close();
                index = indexes.recreate(root);
                ledger = new Ledger(index);
                rebuild(ledger);
            } else {
                new LostSegments(table, ledger).forgetMissing();
                catchUp(ledger);
            }
            done = true;
        } finally {
            if (!done) {
                index.close();
            }
        }
        for (long number : ledger.segments().keySet()) {
            lastNumber = Math.max(lastNumber, number);
        }
        lastNumber = Math.max(lastNumber, ledger.checkpoint().segment());
        return new Result(index, ledger, lastNumber + 1);
    }

    private boolean mustRebuild(Ledger ledger) throws IOException {
        if (!ledger.load()) {
            return !table.all().isEmpty();
        }
        boolean whole = knowsAll(ledger);
        if (!whole) {
            LOG.warn("the index of {} does not know all segments", root);
        }
        return !whole;
    }

    private ShardIndex openIndex() throws IOException {
        try {
            return indexes.open(root);
        } catch (IOException e) {
            LOG.warn("the index of {} is damaged; it is made again from the segments", root, e);
            return indexes.recreate(root);
        }
    }

    private boolean knowsAll(Ledger ledger) {
        return table.all().stream()
                .map(segment -> segment.name().number())
                .filter(number -> number <= ledger.checkpoint().segment())
                .allMatch(ledger.segments()::containsKey);
    }

    private void catchUp(Ledger ledger) throws IOException {
        long scanned = 0;
        for (SegmentFile segment : table.all()) {
            long number = segment.name().number();
            SegmentUse use = ledger.segments().get(number);
            if (use == null || !use.sealed()) {
                long from = use == null ? SegmentHeaderLayout.PAGE_BYTES : use.endBytes();
                scanned += take(ledger, segment, from, false) - from;
            }
        }
        if (scanned > 0) {
            LOG.info("{}: {} MiB of segments were behind the index", root, scanned >> 20);
            ledger.flush();
        }
    }

    private void rebuild(Ledger ledger) throws IOException {
        List<SegmentFile> segments = table.all();
        LOG.info("making the index of {} again from {} segments", root, segments.size());
        int done = 0;
        for (SegmentFile segment : segments) {
            take(ledger, segment, SegmentHeaderLayout.PAGE_BYTES, true);
            done++;
            if (done % PROGRESS_EVERY == 0) {
                LOG.info("{}: {} of {} segments are indexed", root, done, segments.size());
            }
        }
        try (LedgerChange change = ledger.begin()) {
            for (byte[] key : ledger.buried().keySet()) {
                change.remove(key);
            }
            change.commit();
        }
        ledger.flush();
        LOG.info("{}: the index is whole, {} shards", root, ledger.liveShards());
    }

    /// Takes in a segment from `from` on and seals it; where it ends.
    ///
    /// The last batch, and a seal, may have been read from a page cache to which they were written
    /// before a sync failed: another sync would not write them. So they are written again first.
    private long take(Ledger ledger, SegmentFile segment, long from, boolean rebuilding)
            throws IOException {
        SegmentName name = segment.name();
        try (DiskFile file = table.update(segment);
                Intake intake = new Intake(ledger, segment, rebuilding)) {
            SegmentScan.End last = new SegmentScan(file, name, buffer).run(from, from, intake);
            writeAgain(file, last);
            long end = last.offset();
            if (last.sealed()) {
                file.sync();
            } else {
                LOG.debug("{} ends at {} of {}", segment.path(), last.offset(), file.size());
                end = ActiveSegment.sealAt(file, name, settings, last);
            }
            intake.finish(end);
            return end;
        }
    }

    private void writeAgain(DiskFile file, SegmentScan.End last) throws IOException {
        long offset = last.unproven();
        long end = Math.min(last.offset(), file.size());
        while (offset < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - offset));
            file.read(buffer, offset);
            buffer.flip();
            int count = buffer.limit();
            file.write(buffer, offset);
            offset += count;
        }
    }

    /// What recovery gives; `nextNumber` is that of the first new segment.
    record Result(ShardIndex index, Ledger ledger, long nextNumber) {}

    /// Takes the records of one segment into the ledger, some thousand rows at a time.
    private static final class Intake implements SegmentScan.Visitor, AutoCloseable {
        private final Ledger ledger;
        private final SegmentFile segment;
        private final boolean rebuilding;
        private LedgerChange change;

        Intake(Ledger ledger, SegmentFile segment, boolean rebuilding) {
            this.ledger = ledger;
            this.segment = segment;
            this.rebuilding = rebuilding;
            this.change = begin();
        }

        @Override
        public void record(RecordFrame frame, RecordLocation place, ByteBuffer payload)
                throws IOException {
            ShardRef shard = frame.shard(payload);
            if (shard != null) {
                change.record(frame, place, shard);
            }
        }

        @Override
        public void damaged(long offset) {
            LOG.error("{} is damaged at {}", segment.path(), offset);
        }

        @Override
        public void behind(long offset) throws IOException {
            change.end(segment.name().number(), offset, false);
            checkpoint(offset);
            if (change.size() >= ROWS_MAX) {
                change.commit();
                change.close();
                change = begin();
            }
        }

        void finish(long end) throws IOException {
            change.end(segment.name().number(), end, true);
            checkpoint(end);
            change.commit();
        }

        /// An earlier segment may have been left without a seal: the checkpoint never goes back.
        private void checkpoint(long offset) {
            if (segment.name().number() >= ledger.checkpoint().segment()) {
                change.checkpoint(segment.name().number(), offset);
            }
        }

        @Override
        public void close() {
            change.close();
        }

        private LedgerChange begin() {
            LedgerChange begun = ledger.begin();
            if (rebuilding) {
                begun.rebuilding();
            }
            begun.segment(segment.name().number(), segment.name().boot());
            return begun;
        }
    }
}
