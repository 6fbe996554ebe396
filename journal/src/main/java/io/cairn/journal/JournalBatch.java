package io.cairn.journal;

import io.cairn.platform.Check;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Records of the log as they are written to every journal: laid out once, never changed.
public final class JournalBatch {
    private static final long NO_RECORD = Long.MAX_VALUE;

    private final ByteBuffer payload;
    private final int crc;
    private final PartitionEnds ends;
    private final long[] firsts;

    private JournalBatch(ByteBuffer payload, int crc, PartitionEnds ends, long[] firsts) {
        this.payload = payload;
        this.crc = crc;
        this.ends = ends;
        this.firsts = firsts;
    }

    /// A batch without records.
    public static JournalBatch empty(JournalTopics topics) {
        return new Builder(topics).build();
    }

    /// The records, one after the other.
    ByteBuffer payload() {
        return payload.duplicate();
    }

    int payloadBytes() {
        return payload.limit();
    }

    /// The CRC32C of the payload.
    int crc() {
        return crc;
    }

    /// Behind the last record of each slot; 0 for slots without any.
    public PartitionEnds ends() {
        return ends;
    }

    /// The offset of the slot's first record; a very high one for slots without any.
    long first(int slot) {
        return firsts[slot];
    }

    /// Collects records. Used by one thread, for one batch.
    public static final class Builder {
        private static final int BYTES_AT_FIRST = 4096;

        private final JournalTopics topics;
        private final PartitionEnds ends;
        private final long[] firsts;
        private ByteBuffer payload = ByteBuffer.allocate(BYTES_AT_FIRST);

        public Builder(JournalTopics topics) {
            this.topics = topics;
            this.ends = new PartitionEnds(topics.slots());
            this.firsts = new long[topics.slots()];
            Arrays.fill(firsts, NO_RECORD);
        }

        /// Adds a record, behind those of its partition that were added before; its CRC32C.
        public int add(
                int slot,
                long offset,
                long timestamp,
                byte @Nullable [] key,
                byte @Nullable [] value) {
            Check.argument(offset >= ends.offset(slot), "offset %s comes late", offset);
            int keyBytes = key == null ? 0 : key.length;
            int valueBytes = value == null ? 0 : value.length;
            int bytes =
                    Math.addExact(JournalRecordLayout.BYTES, Math.addExact(keyBytes, valueBytes));
            reserve(bytes);
            int at = payload.position();
            int topic = topics.topicOf(slot);
            payload.putInt(bytes)
                    .putShort((short) topic)
                    .putShort((short) topics.partitionOf(slot))
                    .putLong(offset)
                    .putLong(timestamp)
                    .putInt(key == null ? -1 : keyBytes)
                    .putInt(value == null ? -1 : valueBytes)
                    .putInt(0);
            if (key != null) {
                payload.put(key);
            }
            if (value != null) {
                payload.put(value);
            }
            int crc = JournalRecords.crc(payload, at, bytes);
            payload.putInt(at + JournalRecordLayout.CRC, crc);
            firsts[slot] = Math.min(firsts[slot], offset);
            ends.set(slot, offset + 1, crc);
            return crc;
        }

        /// Adds a record unless one of its partition that is not before it was added.
        void addIfNew(JournalRecord record) {
            int slot = topics.slot(record.partition().topic(), record.partition().partition());
            if (record.offset() >= ends.offset(slot)) {
                add(slot, record.offset(), record.timestamp(), record.key(), record.value());
            }
        }

        private void reserve(int bytes) {
            if (payload.remaining() < bytes) {
                int needed = Math.addExact(payload.position(), bytes);
                ByteBuffer larger = ByteBuffer.allocate((int) Math.min(2L * needed, 1 << 30));
                payload = larger.put(payload.flip());
            }
        }

        public JournalBatch build() {
            ByteBuffer done = payload.flip().slice();
            CRC32C crc = new CRC32C();
            crc.update(done.duplicate());
            return new JournalBatch(done, (int) crc.getValue(), ends, firsts);
        }
    }
}
