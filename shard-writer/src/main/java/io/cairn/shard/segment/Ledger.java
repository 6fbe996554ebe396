package io.cairn.shard.segment;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.index.ShardIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What the records of a drive's segments amount to: which shards live and where, which records are
/// dead, which tombstones are still needed. Changed by one [LedgerChange] at a time; read by any
/// thread.
///
/// Invariants:
/// - a shard id is written once (H6), so a shard is dead for ever once there is a tombstone of it;
/// - each record of a shard that lies in a segment and is not its live one has a dead row;
/// - a tombstone is needed as long as another segment holds a dead record of its shard, and only
///   needed tombstones survive compaction: so an index that is made again from the segments never
///   brings a deleted shard back;
/// - the checkpoint is written with everything before it: what the index holds is the effect of
///   exactly the batches up to there.
final class Ledger {
    private final ShardIndex index;
    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<Long, SegmentUse> segments = new ConcurrentSkipListMap<>();
    private volatile RecordLocation checkpoint = RecordLocation.NONE;
    private volatile long sweptBoot;
    private volatile boolean copiesPossible;

    Ledger(ShardIndex index) {
        this.index = index;
    }

    /// Reads what the index knows of segments; false if it was never written whole.
    boolean load() throws IOException {
        byte[] stored = index.get(IndexRows.CHECKPOINT);
        if (stored == null) {
            return false;
        }
        checkpoint = IndexRows.place(stored);
        byte[] swept = index.get(IndexRows.SWEPT);
        sweptBoot = swept == null ? 0 : IndexRows.number(swept);
        index.scan(
                IndexRows.SEGMENTS,
                (key, value) ->
                        segments.put(
                                IndexRows.number(Arrays.copyOfRange(key, 1, key.length)),
                                SegmentUse.fromBytes(value)));
        copiesPossible = anyDrained();
        return true;
    }

    private boolean anyDrained() {
        return segments.values().stream().anyMatch(SegmentUse::drained);
    }

    /// Where the shard lies; null if it does not.
    @Nullable RecordLocation place(ShardRef shard) throws IOException {
        byte[] row = index.get(IndexRows.placeKey(shard));
        return row == null ? null : IndexRows.place(row);
    }

    /// Up to `max` live shards from `from` on.
    List<ShardRef> shards(ShardRef from, int max) throws IOException {
        List<ShardRef> shards = new ArrayList<>();
        index.scan(
                IndexRows.PLACES,
                IndexRows.placeKey(from),
                max,
                (key, value) -> shards.add(IndexRows.shard(key)));
        return shards;
    }

    /// The segments that are known, by number.
    NavigableMap<Long, SegmentUse> segments() {
        return segments;
    }

    /// Where the batches of a segment end that are known to be durable; 0 if nothing is known.
    long endBytes(long number) {
        SegmentUse use = segments.get(number);
        return use == null ? 0 : use.endBytes();
    }

    /// All batches before this place are in the index; its length means nothing.
    RecordLocation checkpoint() {
        return checkpoint;
    }

    /// All boots up to this one were swept.
    long sweptBoot() {
        return sweptBoot;
    }

    /// How many shards live in segments.
    long liveShards() {
        return segments.values().stream().mapToLong(SegmentUse::liveShards).sum();
    }

    /// Whether a shard may have more than one record.
    boolean copiesPossible() {
        return copiesPossible;
    }

    /// Begins a change; other changes wait until it is closed.
    LedgerChange begin() {
        lock.lock();
        return new LedgerChange(this, index);
    }

    void end() {
        lock.unlock();
    }

    void committed(Map<Long, SegmentUse> changed, RecordLocation newCheckpoint, long newSweptBoot) {
        boolean drained = false;
        for (Map.Entry<Long, SegmentUse> segment : changed.entrySet()) {
            boolean gone = segment.getValue().equals(LedgerChange.GONE);
            SegmentUse before =
                    gone
                            ? segments.remove(segment.getKey())
                            : segments.put(segment.getKey(), segment.getValue());
            drained |= segment.getValue().drained() || (before != null && before.drained());
        }
        if (drained) {
            copiesPossible = anyDrained();
        }
        checkpoint = newCheckpoint;
        sweptBoot = newSweptBoot;
    }

    /// Makes everything committed so far durable.
    void flush() throws IOException {
        index.flush();
    }

    /// Begins to make everything committed so far durable.
    void flushSoon() throws IOException {
        index.flushSoon();
    }

    /// Up to `max` rows of dead records, from the key `from` on.
    void scanDead(byte[] from, int max, ShardIndex.RowVisitor visitor) throws IOException {
        index.scan(IndexRows.DEAD, from, max, visitor);
    }

    /// The rows that are there only while the index is made again.
    Map<byte[], byte[]> buried() throws IOException {
        Map<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
        index.scan(IndexRows.BURIED, rows::put);
        return rows;
    }
}
