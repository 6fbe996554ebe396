package io.cairn.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads the records of a payload whose CRC32C was checked.
final class JournalRecords {
    private JournalRecords() {}

    /// The CRC32C of the record of `bytes` bytes at `at`, from its partition on. The number of its
    /// topic is left out, so that a record keeps its CRC32C when topics are added.
    static int crc(ByteBuffer payload, int at, int bytes) {
        CRC32C crc = new CRC32C();
        crc.update(
                payload.slice(
                        at + JournalRecordLayout.PARTITION,
                        JournalRecordLayout.CRC - JournalRecordLayout.PARTITION));
        crc.update(
                payload.slice(at + JournalRecordLayout.BYTES, bytes - JournalRecordLayout.BYTES));
        return (int) crc.getValue();
    }

    /// Shows each record that is whole, in order.
    static void visit(ByteBuffer payload, JournalTopics topics, JournalReader.Visitor visitor) {
        int at = 0;
        while (at < payload.limit()) {
            int bytes = payload.getInt(at + JournalRecordLayout.RECORD_BYTES);
            if (payload.getInt(at + JournalRecordLayout.CRC) == crc(payload, at, bytes)) {
                visitor.record(record(payload, at, topics));
            }
            at += bytes;
        }
    }

    private static int slot(ByteBuffer payload, int at, JournalTopics topics) {
        return topics.slot(
                payload.getShort(at + JournalRecordLayout.TOPIC),
                payload.getShort(at + JournalRecordLayout.PARTITION));
    }

    private static JournalRecord record(ByteBuffer payload, int at, JournalTopics topics) {
        int keyBytes = payload.getInt(at + JournalRecordLayout.KEY_BYTES);
        int valueBytes = payload.getInt(at + JournalRecordLayout.VALUE_BYTES);
        int keyAt = at + JournalRecordLayout.BYTES;
        return new JournalRecord(
                topics.partitions().get(slot(payload, at, topics)),
                payload.getLong(at + JournalRecordLayout.OFFSET),
                payload.getLong(at + JournalRecordLayout.TIMESTAMP),
                bytes(payload, keyAt, keyBytes),
                bytes(payload, keyAt + Math.max(0, keyBytes), valueBytes),
                payload.getInt(at + JournalRecordLayout.CRC));
    }

    private static byte @Nullable [] bytes(ByteBuffer payload, int at, int length) {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        payload.get(at, bytes);
        return bytes;
    }
}
