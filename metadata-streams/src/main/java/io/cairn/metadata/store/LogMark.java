package io.cairn.metadata.store;

import io.cairn.schemas.Uuids;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/// Which prefix of which log a store holds, and by which rules it was folded.
///
///     0         4         8          16            32         36
///     +---------+---------+----------+-------------+----------+
///     | format  | rules   | position | topic id    | crc32c   |
///     +---------+---------+----------+-------------+----------+
///
/// `position` is the offset of the last record folded, -1 for none; `crc32c` is that of its value.
public record LogMark(int rules, long position, UUID topicId, int crc32c) {
    /// The version of the store's rows. A store of another version is discarded and folded again.
    static final int FORMAT = 2;

    private static final int BYTES = 3 * Integer.BYTES + Long.BYTES + Uuids.BYTES;

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(FORMAT)
                .putInt(rules)
                .putLong(position)
                .put(Uuids.toBytes(topicId))
                .putInt(crc32c)
                .array();
    }

    /// Empty if the bytes are of another format.
    static Optional<LogMark> fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length != BYTES || buffer.getInt() != FORMAT) {
            return Optional.empty();
        }
        int rules = buffer.getInt();
        long position = buffer.getLong();
        UUID topicId = new UUID(buffer.getLong(), buffer.getLong());
        return Optional.of(new LogMark(rules, position, topicId, buffer.getInt()));
    }
}
