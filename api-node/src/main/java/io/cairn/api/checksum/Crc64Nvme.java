package io.cairn.api.checksum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/// CRC-64/NVME: polynomial 0xad93d23594c93659, reflected, all ones in and out. Sixteen bytes are
/// taken at a time through sixteen tables ("slicing by 16", Kounavis and Berry, 2005): table `t`
/// holds the effect of a byte that has `t` more bytes behind it.
public final class Crc64Nvme implements Checksum {
    private static final long POLYNOMIAL_REFLECTED = 0x9a6c9329ac4bc9b5L;
    private static final int SLICES = 16;
    private static final long[][] TABLES = tables();
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long state = -1L;

    @Override
    public void update(int b) {
        state = TABLES[0][(int) (state ^ b) & 0xFF] ^ (state >>> 8);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long crc = state;
        for (; at <= end - SLICES; at += SLICES) {
            crc =
                    fold((long) LONGS.get(bytes, at) ^ crc, Long.BYTES)
                            ^ fold((long) LONGS.get(bytes, at + Long.BYTES), 0);
        }
        for (; at < end; at++) {
            crc = TABLES[0][(int) (crc ^ bytes[at]) & 0xFF] ^ (crc >>> 8);
        }
        state = crc;
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1L;
    }

    /// The effect of eight bytes that have `behind` more bytes behind them.
    private static long fold(long word, int behind) {
        long[][] t = TABLES;
        return t[behind + 7][(int) word & 0xFF]
                ^ t[behind + 6][(int) (word >>> 8) & 0xFF]
                ^ t[behind + 5][(int) (word >>> 16) & 0xFF]
                ^ t[behind + 4][(int) (word >>> 24) & 0xFF]
                ^ t[behind + 3][(int) (word >>> 32) & 0xFF]
                ^ t[behind + 2][(int) (word >>> 40) & 0xFF]
                ^ t[behind + 1][(int) (word >>> 48) & 0xFF]
                ^ t[behind][(int) (word >>> 56)];
    }

    private static long[][] tables() {
        long[][] tables = new long[SLICES][256];
        for (int b = 0; b < 256; b++) {
            long crc = b;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL_REFLECTED;
            }
            tables[0][b] = crc;
        }
        for (int slice = 1; slice < SLICES; slice++) {
            for (int b = 0; b < 256; b++) {
                long previous = tables[slice - 1][b];
                tables[slice][b] = tables[0][(int) previous & 0xFF] ^ (previous >>> 8);
            }
        }
        return tables;
    }
}
