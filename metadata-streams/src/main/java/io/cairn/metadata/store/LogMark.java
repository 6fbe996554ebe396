package io.cairn.metadata.store;

import io.cairn.schemas.Uuids;
import java.nio.ByteBuffer;
import java.util.UUID;

/// The prefix of the log that a store holds, and the rules by which the next event is folded.
///
///     0         4         8          16            32         36
///     +---------+---------+----------+-------------+----------+
///     | format  | rules   | position | topic id    | crc32c   |
///     +---------+---------+----------+-------------+----------+
///
/// `format` is that of the store's keys and rows. The mark itself looks the same in all formats, so
/// that a release can compare the store of another one with the log. `position` is the offset of
/// the last record folded, -1 for none; `crc32c` is that of its value.
public record LogMark(int format, int rules, long position, UUID topicId, int crc32c) {
    /// The format of this release. A store of an older one is replaced: the log is folded again.
    static final int FORMAT = 8;

    private static final int BYTES = 3 * Integer.BYTES + Long.BYTES + Uuids.BYTES;

    /// A mark of a store of this release.
    LogMark(int rules, long position, UUID topicId, int crc32c) {
        this(FORMAT, rules, position, topicId, crc32c);
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(format)
                .putInt(rules)
                .putLong(position)
                .put(Uuids.toBytes(topicId))
                .putInt(crc32c)
                .array();
    }

    /// Throws [StoreDamagedException] if the bytes are no mark.
    static LogMark fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new StoreDamagedException("a mark of " + bytes.length + " bytes", null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int format = buffer.getInt();
        int rules = buffer.getInt();
        long position = buffer.getLong();
        UUID topicId = new UUID(buffer.getLong(), buffer.getLong());
        return new LogMark(format, rules, position, topicId, buffer.getInt());
    }
}
