package io.cairn.shard.segment;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.index.Changes;
import io.cairn.shard.index.ShardIndex;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One atomic change of a [Ledger]: the effects of records in the order in which they lie in the
/// log. The same code makes them when a batch was written, when it is found again at start, and
/// when the whole index is made again. Used by one thread, closed once.
final class LedgerChange implements AutoCloseable {
    /// Stands for a segment that is no more.
    static final SegmentUse GONE = new SegmentUse(-1, 0, 0, 0, true, true);

    private static final int TOMBSTONE_BYTES =
            RecordLayout.recordBytes(RecordLayout.TOMBSTONE_BYTES);

    private final Ledger ledger;
    private final Changes changes;
    private final ShardIndex index;
    private final Map<Long, SegmentUse> segments = new HashMap<>();
    private boolean copiesPossible;
    private boolean rebuilding;
    private RecordLocation checkpoint;
    private long sweptBoot;

    LedgerChange(Ledger ledger, ShardIndex index) {
        this.ledger = ledger;
        this.index = index;
        this.changes = new Changes(index);
        this.checkpoint = ledger.checkpoint();
        this.sweptBoot = ledger.sweptBoot();
        this.copiesPossible = ledger.copiesPossible();
    }

    /// From now on records are those of all segments from the first, into an empty index: a
    /// tombstone may come before a record that it kills. Until a change that is not of this kind is
    /// committed, the index counts as one that was never written: the rest of it cannot be caught
    /// up with as if it were new.
    LedgerChange rebuilding() {
        rebuilding = true;
        return this;
    }

    /// Takes a record's effect. `shard` is what [RecordFrame#shard] gives.
    void record(RecordFrame frame, RecordLocation place, ShardRef shard) throws IOException {
        switch (frame.kind()) {
            case VOID -> {}
            case SHARD -> shard(shard, place);
            case MOVED_SHARD -> moved(shard, frame.from(), place);
            case TOMBSTONE, MOVED_TOMBSTONE -> tombstone(shard, place.segment());
        }
    }

    private void shard(ShardRef shard, RecordLocation place) throws IOException {
        RecordLocation live = place(shard);
        if (rebuilding && buried(shard) != 0) {
            putDead(shard, place.segment(), buried(shard));
        } else if (live == null) {
            putLive(shard, place);
        } else if (!live.equals(place)) {
            replace(shard, live, place);
        }
    }

    private void moved(ShardRef shard, RecordLocation from, RecordLocation place)
            throws IOException {
        RecordLocation live = place(shard);
        boolean expected =
                live != null && live.segment() == from.segment() && live.offset() == from.offset();
        if (rebuilding && buried(shard) == 0 && live == null) {
            putLive(shard, place);
        } else if (live != null && (expected || rebuilding)) {
            replace(shard, live, place);
        } else if (live == null || !live.equals(place)) {
            putDead(shard, place.segment(), rebuilding ? buried(shard) : tombstoneOf(shard));
        }
    }

    private void replace(ShardRef shard, RecordLocation old, RecordLocation place)
            throws IOException {
        putLive(shard, place);
        count(old.segment(), -old.length(), -1);
        if (old.segment() != place.segment()) {
            putDead(shard, old.segment(), 0);
            change(old.segment(), SegmentUse::withDrained);
        }
    }

    private void putLive(ShardRef shard, RecordLocation place) {
        changes.put(IndexRows.placeKey(shard), IndexRows.place(place));
        count(place.segment(), place.length(), 1);
    }

    private void tombstone(ShardRef shard, long segment) throws IOException {
        RecordLocation live = place(shard);
        if (rebuilding) {
            long last = Math.max(segment, buried(shard));
            changes.put(IndexRows.buriedKey(shard), IndexRows.number(last));
        }
        if (live != null) {
            changes.remove(IndexRows.placeKey(shard));
            count(live.segment(), -live.length(), -1);
        }
        if (live != null && !copiesPossible && !rebuilding) {
            changes.put(IndexRows.deadKey(shard, live.segment()), IndexRows.number(segment));
            count(segment, live.segment() == segment ? 0 : TOMBSTONE_BYTES, 0);
            return;
        }
        Map<Long, Long> dead = dead(shard);
        countTombstones(dead, -1);
        if (live != null) {
            dead.put(live.segment(), 0L);
        }
        dead.replaceAll((recordSegment, old) -> Math.max(old, segment));
        dead.forEach((recordSegment, last) ->
                changes.put(IndexRows.deadKey(shard, recordSegment), IndexRows.number(last)));
        countTombstones(dead, 1);
    }

    private void putDead(ShardRef shard, long segment, long tombstone) throws IOException {
        copiesPossible = true;
        Map<Long, Long> dead = dead(shard);
        countTombstones(dead, -1);
        dead.put(segment, tombstone);
        changes.put(IndexRows.deadKey(shard, segment), IndexRows.number(tombstone));
        countTombstones(dead, 1);
    }

    /// Forgets a dead record whose segment is no more.
    void removeDead(ShardRef shard, long segment) throws IOException {
        Map<Long, Long> dead = dead(shard);
        if (dead.containsKey(segment)) {
            countTombstones(dead, -1);
            dead.remove(segment);
            changes.remove(IndexRows.deadKey(shard, segment));
            countTombstones(dead, 1);
        }
    }

    /// Forgets what lay in a segment that is no more: a dead record, or a live one that was too
    /// damaged to be moved.
    void forget(ShardRef shard, long segment) throws IOException {
        removeDead(shard, segment);
        RecordLocation live = place(shard);
        if (live != null && live.segment() == segment) {
            changes.remove(IndexRows.placeKey(shard));
        }
    }

    /// A record of a batch that failed may be in the segment nevertheless.
    void failedCopy(ShardRef shard, long segment) throws IOException {
        putDead(shard, segment, tombstoneOf(shard));
        change(segment, SegmentUse::withDrained);
    }

    /// Whether the tombstone that lies in `segment` is needed if that segment goes.
    boolean needsTombstone(ShardRef shard, long segment) throws IOException {
        return dead(shard).keySet().stream()
                .anyMatch(recordSegment -> recordSegment != segment && known(recordSegment));
    }

    /// A segment of which nothing is known yet; nothing if it is known.
    void segment(long number, long boot) {
        if (use(number) == null) {
            segments.put(number, SegmentUse.of(boot));
        }
    }

    /// Where a segment's batches end, and whether it is sealed.
    void end(long number, long endBytes, boolean sealed) {
        change(number, use -> use.endingAt(endBytes, sealed));
    }

    /// Forgets a segment.
    void removeSegment(long number) {
        segments.put(number, GONE);
    }

    /// All batches up to here are in.
    void checkpoint(long segment, long offset) {
        checkpoint = new RecordLocation(segment, offset, 0);
    }

    /// All boots up to this one were swept.
    void swept(long boot) {
        sweptBoot = boot;
    }

    void remove(byte[] key) {
        changes.remove(key);
    }

    /// The number of rows that change.
    int size() {
        return changes.size();
    }

    /// Makes the change.
    void commit() throws IOException {
        for (Map.Entry<Long, SegmentUse> segment : segments.entrySet()) {
            byte[] key = IndexRows.segmentKey(segment.getKey());
            if (segment.getValue().equals(GONE)) {
                changes.remove(key);
            } else {
                changes.put(key, segment.getValue().toBytes());
            }
        }
        if (!rebuilding) {
            changes.put(IndexRows.CHECKPOINT, IndexRows.place(checkpoint));
        }
        changes.put(IndexRows.SWEPT, IndexRows.number(sweptBoot));
        index.write(changes);
        ledger.committed(segments, checkpoint, sweptBoot);
    }

    @Override
    public void close() {
        ledger.end();
    }

    private @Nullable RecordLocation place(ShardRef shard) throws IOException {
        byte[] row = changes.get(IndexRows.placeKey(shard));
        return row == null ? null : IndexRows.place(row);
    }

    private long buried(ShardRef shard) throws IOException {
        byte[] row = changes.get(IndexRows.buriedKey(shard));
        return row == null ? 0 : IndexRows.number(row);
    }

    /// The segments that hold dead records of the shard, with those of their tombstones.
    private Map<Long, Long> dead(ShardRef shard) throws IOException {
        Map<Long, Long> dead = new HashMap<>();
        changes.scan(
                IndexRows.deadPrefix(shard),
                (key, value) -> dead.put(IndexRows.deadSegment(key), IndexRows.number(value)));
        return dead;
    }

    private long tombstoneOf(ShardRef shard) throws IOException {
        return dead(shard).values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /// Counts, or takes back, the tombstones that are needed while these records are dead.
    private void countTombstones(Map<Long, Long> dead, int sign) {
        Set<Long> needed = new HashSet<>();
        dead.forEach((recordSegment, tombstone) -> {
            if (tombstone != 0 && !tombstone.equals(recordSegment)) {
                needed.add(tombstone);
            }
        });
        needed.forEach(tombstone -> count(tombstone, (long) sign * TOMBSTONE_BYTES, 0));
    }

    private void count(long segment, long bytes, long shards) {
        change(segment, use -> use.plus(bytes, shards));
    }

    private void change(long segment, UnaryOperator<SegmentUse> change) {
        SegmentUse use = use(segment);
        if (use != null) {
            segments.put(segment, change.apply(use));
        }
    }

    private boolean known(long segment) {
        return use(segment) != null;
    }

    private @Nullable SegmentUse use(long segment) {
        SegmentUse changed = segments.get(segment);
        if (changed == null) {
            return ledger.segments().get(segment);
        }
        return changed.equals(GONE) ? null : changed;
    }
}
