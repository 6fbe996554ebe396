package io.cairn.journal.kafka;

import io.cairn.journal.JournalException;
import io.cairn.journal.JournalRecord;
import io.cairn.journal.LogPartition;
import java.util.function.LongConsumer;

/// One partition of the log while it is restored: up to where the log goes, up to where the newest
/// journals say that it went, and which of the records in between were found. Used by one thread.
final class PartitionRestore {
    private final LogPartition partition;
    private final boolean compacted;

    /// The offset that is appended next.
    private long next;

    /// The checksum of the record before [#next].
    private int lastCrc;

    /// The offset behind the last record that the newest journals know of, and its checksum.
    private long target;

    private int targetCrc;

    /// The nearest wanted record behind a gap, as far as this round has seen.
    private long nearest = Long.MAX_VALUE;

    /// Up to here records may be appended although some before them are in no journal.
    private long gapEnd;

    PartitionRestore(LogPartition partition, boolean compacted) {
        this.partition = partition;
        this.compacted = compacted;
    }

    LogPartition partition() {
        return partition;
    }

    long next() {
        return next;
    }

    long target() {
        return target;
    }

    /// A newest journal goes up to `end`; `crc` is the checksum of the record before it.
    void raise(long end, int crc) {
        if (end > target) {
            target = end;
            targetCrc = crc;
        }
    }

    /// The log ends here.
    void begin(long end) {
        next = end;
    }

    /// The checksum of the log's last record.
    void last(int crc) {
        lastCrc = crc;
    }

    boolean isBehind() {
        return next < target;
    }

    /// Where the journals are read from: one before what is missing, so that it can be compared.
    long from() {
        return Math.max(0, next - 1);
    }

    /// All journals are read once more.
    void beginRound() {
        nearest = Long.MAX_VALUE;
    }

    /// Allows to go on behind records that no journal holds; whether there are any. Only compaction
    /// takes records out of the middle.
    boolean passGap() {
        if (!compacted || nearest >= target) {
            return false;
        }
        gapEnd = nearest;
        return true;
    }

    /// Takes a record that the newest journals hold for the end if it lies behind all others.
    /// Throws [JournalException] if the log holds another one at its offset.
    void learn(String journal, JournalRecord record) {
        raise(record.offset() + 1, record.crc());
        if (!compacted && record.offset() == next - 1 && record.crc() != lastCrc) {
            throw new JournalException(
                    ("the journal on %s holds another record %d of %s than the log: they are of different"
                                    + " histories; leave that drive out, or empty it")
                            .formatted(journal, record.offset(), partition));
        }
    }

    /// Appends the record if it is the next one; behind an allowed gap it stands for those that are
    /// missing too. `append` is called with each offset that it is appended for.
    void offer(JournalRecord record, LongConsumer append) {
        boolean wanted = record.offset() >= next && isBelowTarget(record);
        boolean follows = record.offset() == next || record.offset() <= gapEnd;
        if (wanted && !follows) {
            nearest = Math.min(nearest, record.offset());
        }
        while (wanted && follows && next <= record.offset()) {
            append.accept(next);
            next++;
            lastCrc = record.crc();
        }
    }

    /// Whether the log held the record, as far as the newest journals say: of the last one they say
    /// which it was.
    private boolean isBelowTarget(JournalRecord record) {
        long end = record.offset() + 1;
        return end < target || (end == target && record.crc() == targetCrc);
    }
}
