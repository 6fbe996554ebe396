package io.cairn.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Up to where each partition is known: per slot the offset behind its last record, 0 for none, and
/// that record's CRC32C. Used by one thread.
public final class PartitionEnds {
    private final long[] offsets;
    private final int[] crcs;

    PartitionEnds(int slots) {
        this(new long[slots], new int[slots]);
    }

    private PartitionEnds(long[] offsets, int[] crcs) {
        this.offsets = offsets;
        this.crcs = crcs;
    }

    /// The ends that all the rest of `source` holds.
    static PartitionEnds read(ByteBuffer source) {
        PartitionEnds ends = new PartitionEnds(source.remaining() / JournalBatchLayout.END_BYTES);
        for (int slot = 0; slot < ends.slots(); slot++) {
            ends.set(slot, source.getLong(), source.getInt());
        }
        return ends;
    }

    void put(ByteBuffer target) {
        for (int slot = 0; slot < offsets.length; slot++) {
            target.putLong(offsets[slot]).putInt(crcs[slot]);
        }
    }

    PartitionEnds copy() {
        return new PartitionEnds(offsets.clone(), crcs.clone());
    }

    int slots() {
        return offsets.length;
    }

    /// The offset behind the last record of the slot.
    public long offset(int slot) {
        return offsets[slot];
    }

    /// The CRC32C of the last record of the slot.
    public int crc(int slot) {
        return crcs[slot];
    }

    void set(int slot, long offset, int crc) {
        offsets[slot] = offset;
        crcs[slot] = crc;
    }

    /// Raises all offsets that are higher in `other`.
    void raise(PartitionEnds other) {
        for (int slot = 0; slot < offsets.length; slot++) {
            if (other.offsets[slot] > offsets[slot]) {
                set(slot, other.offsets[slot], other.crcs[slot]);
            }
        }
    }

    /// Whether no offset is below that of `other`.
    boolean reach(PartitionEnds other) {
        for (int slot = 0; slot < offsets.length; slot++) {
            if (offsets[slot] < other.offsets[slot]) {
                return false;
            }
        }
        return true;
    }

    /// The same for `to`, which has the partitions of `from` and perhaps more. Throws
    /// [JournalException] if it has not.
    PartitionEnds move(JournalTopics from, JournalTopics to) {
        PartitionEnds moved = new PartitionEnds(to.slots());
        for (JournalTopic topic : from.topics()) {
            if (!to.topics().contains(topic)) {
                throw new JournalException(
                        "a journal holds topic %s, this release keeps %s; run the release that wrote it"
                                .formatted(topic, to));
            }
            for (int i = 0; i < topic.partitions(); i++) {
                int slot = from.slot(topic.name(), i);
                moved.set(to.slot(topic.name(), i), offsets[slot], crcs[slot]);
            }
        }
        return moved;
    }

    @Override
    public String toString() {
        return Arrays.toString(offsets);
    }
}
