package io.cairn.shard.segment;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The frame of a batch: which batch of which segment it is, and what follows it. A sealed batch
/// holds nothing and is the last of its segment.
record BatchFrame(long offset, long sequence, int payloadBytes, int records, boolean sealed) {
    private static final long MAGIC = 0x434149524E424154L;

    /// The room that the batch takes.
    long storedBytes() {
        return BatchLayout.storedBytes(payloadBytes);
    }

    /// Writes the frame to the start of `batch`, behind which the payload stands.
    void encode(SegmentName segment, ByteBuffer batch) {
        batch.putLong(BatchLayout.MAGIC, MAGIC);
        batch.putLong(BatchLayout.NUMBER, segment.number());
        batch.putLong(BatchLayout.OFFSET, offset);
        batch.putLong(BatchLayout.SALT, segment.salt());
        batch.putLong(BatchLayout.SEQUENCE, sequence);
        batch.putInt(BatchLayout.PAYLOAD_BYTES, payloadBytes);
        batch.putInt(BatchLayout.RECORDS, records);
        batch.putInt(BatchLayout.SEALED, sealed ? 1 : 0);
        batch.putInt(BatchLayout.ZERO, 0);
        batch.putInt(BatchLayout.PAYLOAD_CRC, crc(batch.slice(BatchLayout.BYTES, payloadBytes)));
        batch.putInt(BatchLayout.CRC, crc(batch.slice(0, BatchLayout.CRC)));
    }

    /// The frame at the start of `batch`; empty if there is none of this segment and offset.
    static Optional<BatchFrame> parse(SegmentName segment, long offset, ByteBuffer batch) {
        boolean good =
                batch.limit() >= BatchLayout.BYTES
                        && batch.getLong(BatchLayout.MAGIC) == MAGIC
                        && batch.getLong(BatchLayout.NUMBER) == segment.number()
                        && batch.getLong(BatchLayout.OFFSET) == offset
                        && batch.getLong(BatchLayout.SALT) == segment.salt()
                        && batch.getInt(BatchLayout.CRC) == crc(batch.slice(0, BatchLayout.CRC));
        if (!good) {
            return Optional.empty();
        }
        return Optional.of(
                new BatchFrame(
                        offset,
                        batch.getLong(BatchLayout.SEQUENCE),
                        batch.getInt(BatchLayout.PAYLOAD_BYTES),
                        batch.getInt(BatchLayout.RECORDS),
                        batch.getInt(BatchLayout.SEALED) == 1));
    }

    /// Whether the payload behind this frame, which was parsed from `batch`, is what was written.
    boolean verifyPayload(ByteBuffer batch) {
        return batch.limit() >= BatchLayout.BYTES + payloadBytes
                && batch.getInt(BatchLayout.PAYLOAD_CRC)
                        == crc(batch.slice(BatchLayout.BYTES, payloadBytes));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
