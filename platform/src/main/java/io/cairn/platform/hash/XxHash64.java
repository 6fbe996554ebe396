package io.cairn.platform.hash;

import static io.cairn.platform.hash.XxHash.PRIME64_1;
import static io.cairn.platform.hash.XxHash.PRIME64_2;
import static io.cairn.platform.hash.XxHash.PRIME64_3;
import static io.cairn.platform.hash.XxHash.PRIME64_4;
import static io.cairn.platform.hash.XxHash.PRIME64_5;

import java.nio.ByteBuffer;
import java.util.Objects;

/// XXH64 with seed 0 over bytes that come in pieces, by the published description of the algorithm
/// (Collet, "xxHash fast digest algorithm"). Not safe for use by many threads.
public final class XxHash64 {
    private static final int STRIPE_BYTES = 32;

    /// PRIME64_1 + PRIME64_2, modulo 2^64.
    private static final long FIRST_LANE = 0x60EA27EEADC0B5D6L;

    private final byte[] buffer = new byte[STRIPE_BYTES];
    private final long[] lanes = {FIRST_LANE, PRIME64_2, 0, -PRIME64_1};
    private int buffered;
    private long total;

    /// Takes the next bytes.
    public void update(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        total += length;
        int at = offset;
        int end = offset + length;
        if (buffered > 0) {
            int taken = Math.min(STRIPE_BYTES - buffered, length);
            System.arraycopy(bytes, at, buffer, buffered, taken);
            buffered += taken;
            at += taken;
            if (buffered < STRIPE_BYTES) {
                return;
            }
            stripe(buffer, 0);
            buffered = 0;
        }
        for (; end - at >= STRIPE_BYTES; at += STRIPE_BYTES) {
            stripe(bytes, at);
        }
        System.arraycopy(bytes, at, buffer, 0, end - at);
        buffered = end - at;
    }

    /// The hash of all bytes taken so far.
    public long value() {
        long hash = total < STRIPE_BYTES ? PRIME64_5 : merged();
        hash += total;
        int at = 0;
        for (; buffered - at >= Long.BYTES; at += Long.BYTES) {
            hash ^= round(0, XxHash.read64(buffer, at));
            hash = Long.rotateLeft(hash, 27) * PRIME64_1 + PRIME64_4;
        }
        if (buffered - at >= Integer.BYTES) {
            hash ^= XxHash.read32(buffer, at) * PRIME64_1;
            hash = Long.rotateLeft(hash, 23) * PRIME64_2 + PRIME64_3;
            at += Integer.BYTES;
        }
        for (; at < buffered; at++) {
            hash ^= (buffer[at] & 0xFF) * PRIME64_5;
            hash = Long.rotateLeft(hash, 11) * PRIME64_1;
        }
        return XxHash.avalanche(hash);
    }

    /// The hash in its canonical form: the highest byte first.
    public byte[] digest() {
        return ByteBuffer.allocate(Long.BYTES).putLong(value()).array();
    }

    private void stripe(byte[] bytes, int at) {
        for (int lane = 0; lane < lanes.length; lane++) {
            lanes[lane] = round(lanes[lane], XxHash.read64(bytes, at + lane * Long.BYTES));
        }
    }

    private long merged() {
        long hash =
                Long.rotateLeft(lanes[0], 1)
                        + Long.rotateLeft(lanes[1], 7)
                        + Long.rotateLeft(lanes[2], 12)
                        + Long.rotateLeft(lanes[3], 18);
        for (long lane : lanes) {
            hash = (hash ^ round(0, lane)) * PRIME64_1 + PRIME64_4;
        }
        return hash;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME64_2, 31) * PRIME64_1;
    }
}
