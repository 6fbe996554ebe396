package io.cairn.shard.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Segments that the index knows and that cannot be read: their file is gone, or its header is
/// damaged. Used by one thread at a time.
///
/// A file with a damaged header may be removed once the index says that nothing in it is needed: an
/// index knows a sealed segment only if it took in all of its records, and one that was made again
/// since the damage does not know it at all.
final class LostSegments {
    private static final Logger LOG = LoggerFactory.getLogger(LostSegments.class);
    private static final int ROWS_MAX = 2_000;

    private final SegmentTable table;
    private final Ledger ledger;
    private final Set<Long> leftAlone = new HashSet<>();

    LostSegments(SegmentTable table, Ledger ledger) {
        this.table = table;
        this.ledger = ledger;
    }

    /// Forgets segments whose file is gone: compaction removed it and did not come to tell the
    /// index, or somebody else did.
    void forgetMissing() throws IOException {
        Set<Long> missing = new HashSet<>(ledger.segments().keySet());
        missing.removeIf(table::has);
        if (missing.isEmpty()) {
            return;
        }
        for (long number : missing) {
            SegmentUse use = ledger.segments().get(number);
            if (use != null && use.liveShards() > 0) {
                LOG.error("{} is missing with {} shards", table.path(number), use.liveShards());
            }
        }
        table.sync();
        forgetDead(missing);
        try (LedgerChange change = ledger.begin()) {
            missing.forEach(change::removeSegment);
            change.commit();
        }
    }

    private void forgetDead(Set<Long> missing) throws IOException {
        byte[] from = IndexRows.DEAD;
        List<byte[]> page = new ArrayList<>();
        do {
            page.clear();
            ledger.scanDead(from, ROWS_MAX, (key, value) -> page.add(key));
            try (LedgerChange change = ledger.begin()) {
                for (byte[] key : page) {
                    if (missing.contains(IndexRows.deadSegment(key))) {
                        change.removeDead(IndexRows.shard(key), IndexRows.deadSegment(key));
                    }
                }
                change.commit();
            }
            from = page.isEmpty() ? from : behind(page.getLast());
        } while (page.size() == ROWS_MAX);
    }

    /// The first key that may come after this one.
    private static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /// Removes one file with a damaged header in which nothing is needed, of those that would be
    /// compacted if they could be read; false if there is none. Says once which are left alone.
    boolean removeUnneeded(Predicate<SegmentUse> compacted) throws IOException {
        for (Map.Entry<Long, SegmentUse> segment : ledger.segments().entrySet()) {
            long number = segment.getKey();
            if (table.unreadable(number) && compacted.test(segment.getValue())) {
                if (removeIfUnneeded(number)) {
                    forgetMissing();
                    return true;
                }
                if (leftAlone.add(number)) {
                    LOG.warn(
                            "{} has no readable header and is left alone: {} shards, or deletions of"
                                    + " others, may be needed of it, or it is another segment",
                            table.path(number),
                            segment.getValue().liveShards());
                }
            }
        }
        return false;
    }

    private boolean removeIfUnneeded(long number) throws IOException {
        SegmentUse use = Objects.requireNonNull(ledger.segments().get(number));
        if (use.liveShards() != 0 || use.liveBytes() != 0) {
            return false;
        }
        ledger.flush();
        boolean removed = table.removeUnreadable(number);
        if (removed) {
            LOG.warn(
                    "{} had a damaged header and was removed: nothing in it was needed any more",
                    table.path(number));
        }
        return removed;
    }
}
