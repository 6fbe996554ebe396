package io.cairn.journal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The frame of a batch: where it belongs, what follows it, and what its journal was when it was
/// written. `writtenWith` is the offset of the first frame that was written and synced with it;
/// `ends` say up to where the journal goes with this batch.
record JournalFrame(
        long offset,
        long writtenWith,
        long generation,
        boolean complete,
        int payloadBytes,
        int payloadCrc,
        PartitionEnds ends) {
    static final long MAGIC = 0x4341_4952_4e4a_4254L;

    /// Where the next frame begins.
    long end() {
        return offset + bytes(ends.slots(), payloadBytes);
    }

    /// The length of a frame with the ends of so many slots.
    static int bytes(int slots) {
        return JournalBatchLayout.BYTES + slots * JournalBatchLayout.END_BYTES;
    }

    /// How much of a file a batch takes whose records take `payloadBytes`.
    static long bytes(int slots, int payloadBytes) {
        long bytes = (long) bytes(slots) + payloadBytes;
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
                .putInt(payloadCrc)
                .putInt(0);
        ends.put(target);
        int bytes = target.position() - at;
        target.putInt(at + JournalBatchLayout.CRC, crc(target.slice(at, bytes)));
    }

    private static int crc(ByteBuffer frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame.slice(0, JournalBatchLayout.CRC));
        int ends = frame.limit() - JournalBatchLayout.BYTES;
        crc.update(frame.slice(JournalBatchLayout.BYTES, ends));
        return (int) crc.getValue();
    }

    /// The frame that stands at `offset` of the file of this number and salt, as `bytes` show it,
    /// which are as many as a frame there has; empty if there is none.
    static Optional<JournalFrame> parse(ByteBuffer bytes, long offset, long number, long salt) {
        boolean whole =
                bytes.getLong(JournalBatchLayout.MAGIC) == MAGIC
                        && bytes.getLong(JournalBatchLayout.NUMBER) == number
                        && bytes.getLong(JournalBatchLayout.OFFSET) == offset
                        && bytes.getLong(JournalBatchLayout.SALT) == salt
                        && bytes.getInt(JournalBatchLayout.CRC) == crc(bytes);
        return whole
                ? Optional.of(
                        new JournalFrame(
                                offset,
                                bytes.getLong(JournalBatchLayout.WRITTEN_WITH),
                                bytes.getLong(JournalBatchLayout.GENERATION),
                                bytes.getInt(JournalBatchLayout.COMPLETE) == 1,
                                bytes.getInt(JournalBatchLayout.PAYLOAD_BYTES),
                                bytes.getInt(JournalBatchLayout.PAYLOAD_CRC),
                                PartitionEnds.read(bytes.position(JournalBatchLayout.BYTES))))
                : Optional.empty();
    }
}
