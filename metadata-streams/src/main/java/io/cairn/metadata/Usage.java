package io.cairn.metadata;

import java.nio.ByteBuffer;

/// How many versions a bucket holds, delete markers left out, and how many content bytes, exactly.
public record Usage(long objects, long bytes) {
    /// An empty bucket.
    public static final Usage NONE = new Usage(0, 0);

    /// Reads what [#toBytes] wrote.
    public static Usage fromBytes(byte[] row) {
        ByteBuffer buffer = ByteBuffer.wrap(row);
        return new Usage(buffer.getLong(), buffer.getLong());
    }

    /// Both numbers, 16 bytes.
    public byte[] toBytes() {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(objects).putLong(bytes).array();
    }

    /// With as many more; both numbers may be negative.
    public Usage plus(long moreObjects, long moreBytes) {
        return new Usage(objects + moreObjects, bytes + moreBytes);
    }
}
