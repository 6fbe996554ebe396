package io.cairn.shard.journal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The frame of a batch: where it belongs, what follows it, and what its journal was when it was
/// written. `writtenWith` is the offset of the first frame that was written and synced with it.
record JournalFrame(
        long offset,
        long writtenWith,
        long generation,
        boolean complete,
        int payloadBytes,
        int payloadCrc) {
    static final long MAGIC = 0x4341_4952_4e4a_4254L;

    /// Where the next frame begins.
    long end() {
        return offset + bytes(payloadBytes);
    }

    /// How much of a file a batch takes whose records take `payloadBytes`.
    static long bytes(int payloadBytes) {
        long bytes = (long) JournalBatchLayout.BYTES + payloadBytes;
        return (bytes + JournalBatchLayout.ALIGNMENT - 1) & -JournalBatchLayout.ALIGNMENT;
    }

    /// Puts the frame at the position of `target`, for the file of this number and salt.
    void put(ByteBuffer target, long number, long salt) {
        int at = target.position();
        target.putLong(MAGIC)
                .putLong(number)
                .putLong(offset)
                .putLong(writtenWith)
                .putLong(salt)
                .putLong(generation)
                .putInt(complete ? 1 : 0)
                .putInt(payloadBytes)
                .putInt(payloadCrc);
        target.putInt(crc(target, at));
    }

    private static int crc(ByteBuffer bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at, JournalBatchLayout.CRC));
        return (int) crc.getValue();
    }

    /// The frame that stands at `offset` of the file of this number and salt, as `bytes` show it;
    /// empty if there is none.
    static Optional<JournalFrame> parse(ByteBuffer bytes, long offset, long number, long salt) {
        boolean whole =
                bytes.getLong(JournalBatchLayout.MAGIC) == MAGIC
                        && bytes.getLong(JournalBatchLayout.NUMBER) == number
                        && bytes.getLong(JournalBatchLayout.OFFSET) == offset
                        && bytes.getLong(JournalBatchLayout.SALT) == salt
                        && bytes.getInt(JournalBatchLayout.CRC) == crc(bytes, 0);
        return whole
                ? Optional.of(
                        new JournalFrame(
                                offset,
                                bytes.getLong(JournalBatchLayout.WRITTEN_WITH),
                                bytes.getLong(JournalBatchLayout.GENERATION),
                                bytes.getInt(JournalBatchLayout.COMPLETE) == 1,
                                bytes.getInt(JournalBatchLayout.PAYLOAD_BYTES),
                                bytes.getInt(JournalBatchLayout.PAYLOAD_CRC)))
                : Optional.empty();
    }
}
