package io.cairn.schemas;

import java.nio.ByteBuffer;
import java.util.UUID;

/// UUIDs as 16 bytes, most significant first, and their order as unsigned bytes.
public final class Uuids {
    /// The length of the byte form.
    public static final int BYTES = 16;

    private static final int TEXT_CHARS = 36;

    private Uuids() {}

    /// The 16 bytes of `id`.
    public static byte[] toBytes(UUID id) {
        return ByteBuffer.allocate(BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /// The UUID in the 16 bytes of `source` from `offset` on.
    public static UUID fromBytes(byte[] source, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(source, offset, BYTES);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /// Reads the 36-character form only; UUID.fromString also takes shortened groups.
    static UUID parse(String text) {
        if (text.length() != TEXT_CHARS) {
            throw new IllegalArgumentException("not a UUID: " + text);
        }
        return UUID.fromString(text);
    }

    /// Unsigned order of the bytes; UUID.compareTo is signed.
    static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
