package io.cairn.metadata.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record that the fold sends out. A null value is a tombstone.
///
/// Rows of emissions hold them one behind the other:
///
///     +--------+----------------+---------+------------------------+-----------+
///     | target | key length, 4  | key ... | value length, 4, or -1 | value ... |
///     +--------+----------------+---------+------------------------+-----------+
public record Emission(Target target, byte[] key, byte @Nullable [] value) {
    /// The topics the fold writes.
    public enum Target {
        CHANGES,
        BUCKETS,
        RECLAIM
    }

    private static final int FIXED_BYTES = 1 + 2 * Integer.BYTES;
    private static final int TOMBSTONE = -1;

    static byte[] toBytes(List<Emission> emissions) {
        int length = 0;
        for (Emission emission : emissions) {
            byte[] value = emission.value;
            length += FIXED_BYTES + emission.key.length + (value == null ? 0 : value.length);
        }
        ByteBuffer row = ByteBuffer.allocate(length);
        for (Emission emission : emissions) {
            row.put((byte) emission.target.ordinal());
            row.putInt(emission.key.length).put(emission.key);
            byte[] value = emission.value;
            row.putInt(value == null ? TOMBSTONE : value.length);
            if (value != null) {
                row.put(value);
            }
        }
        return row.array();
    }

    static List<Emission> fromBytes(byte[] bytes) {
        List<Emission> emissions = new ArrayList<>();
        ByteBuffer row = ByteBuffer.wrap(bytes);
        while (row.hasRemaining()) {
            Target target = Target.values()[row.get()];
            byte[] key = take(row, row.getInt());
            int valueLength = row.getInt();
            emissions.add(
                    new Emission(
                            target, key, valueLength == TOMBSTONE ? null : take(row, valueLength)));
        }
        return emissions;
    }

    private static byte[] take(ByteBuffer row, int length) {
        byte[] bytes = new byte[length];
        row.get(bytes);
        return bytes;
    }
}
