package io.cairn.platform.hash;

import static io.cairn.platform.hash.XxHash.PRIME32_1;
import static io.cairn.platform.hash.XxHash.PRIME32_2;
import static io.cairn.platform.hash.XxHash.PRIME32_3;
import static io.cairn.platform.hash.XxHash.PRIME64_1;
import static io.cairn.platform.hash.XxHash.PRIME64_2;
import static io.cairn.platform.hash.XxHash.PRIME64_3;
import static io.cairn.platform.hash.XxHash.PRIME64_4;
import static io.cairn.platform.hash.XxHash.PRIME64_5;
import static io.cairn.platform.hash.XxHash.read64;

import java.nio.ByteBuffer;
import java.util.Objects;

/// XXH3 in its forms of 64 and 128 bits, with seed 0 and the usual secret, over bytes that come in
/// pieces, by the published description of the algorithm (Collet, "xxHash fast digest algorithm").
///
/// Up to 240 bytes have formulas of their own ([XxHash3Short]). Beyond, stripes of 64 bytes are
/// added to eight lanes, and these are scrambled behind each block of 16 stripes. The last stripe
/// is always that of the last 64 bytes, whatever was added before. So a block is only added once a
/// byte behind it has come. Not safe for use by many threads.
public final class XxHash3 {
    private static final int STRIPE_BYTES = 64;
    private static final int BLOCK_BYTES = 1024;
    private static final int SECRET_STEP = Long.BYTES;
    private static final byte[] SECRET = XxHash3Short.SECRET;
    private static final int SCRAMBLE_SECRET = SECRET.length - STRIPE_BYTES;
    private static final int LAST_SECRET = SECRET.length - STRIPE_BYTES - 7;
    private static final int LOW_SECRET = 11;
    private static final int HIGH_SECRET = SECRET.length - STRIPE_BYTES - 11;

    private final byte[] block = new byte[BLOCK_BYTES];
    private final byte[] lastOfBefore = new byte[STRIPE_BYTES];
    private final long[] lanes = {
        PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1
    };
    private int filled;
    private long total;

    /// Takes the next bytes.
    public void update(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        total += length;
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (filled == BLOCK_BYTES) {
                addBlock();
            }
            int taken = Math.min(BLOCK_BYTES - filled, end - at);
            System.arraycopy(bytes, at, block, filled, taken);
            filled += taken;
            at += taken;
        }
    }

    /// The hash of 64 bits of all bytes taken so far.
    public long value64() {
        return total <= XxHash3Short.BYTES_MAX
                ? XxHash3Short.value64(block, (int) total)
                : merge(ended(), LOW_SECRET, total * PRIME64_1);
    }

    /// The hash of 128 bits of all bytes taken so far, the higher half first.
    public long[] value128() {
        if (total <= XxHash3Short.BYTES_MAX) {
            return XxHash3Short.value128(block, (int) total);
        }
        long[] ended = ended();
        return new long[] {
            merge(ended, HIGH_SECRET, ~(total * PRIME64_2)),
            merge(ended, LOW_SECRET, total * PRIME64_1)
        };
    }

    /// The hash of 64 bits in its canonical form: the highest byte first.
    public byte[] digest64() {
        return ByteBuffer.allocate(Long.BYTES).putLong(value64()).array();
    }

    /// The hash of 128 bits in its canonical form: the highest byte first.
    public byte[] digest128() {
        long[] halves = value128();
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(halves[0]).putLong(halves[1]).array();
    }

    private void addBlock() {
        for (int stripe = 0; stripe < BLOCK_BYTES / STRIPE_BYTES; stripe++) {
            add(lanes, block, stripe * STRIPE_BYTES, stripe * SECRET_STEP);
        }
        for (int lane = 0; lane < lanes.length; lane++) {
            long mixed = lanes[lane] ^ (lanes[lane] >>> 47);
            mixed ^= read64(SECRET, SCRAMBLE_SECRET + lane * Long.BYTES);
            lanes[lane] = mixed * PRIME32_1;
        }
        System.arraycopy(block, BLOCK_BYTES - STRIPE_BYTES, lastOfBefore, 0, STRIPE_BYTES);
        filled = 0;
    }

    /// The lanes once the rest is added to them.
    private long[] ended() {
        long[] ended = lanes.clone();
        int stripes = (filled - 1) / STRIPE_BYTES;
        for (int stripe = 0; stripe < stripes; stripe++) {
            add(ended, block, stripe * STRIPE_BYTES, stripe * SECRET_STEP);
        }
        byte[] last = new byte[STRIPE_BYTES];
        int here = Math.min(filled, STRIPE_BYTES);
        System.arraycopy(lastOfBefore, here, last, 0, STRIPE_BYTES - here);
        System.arraycopy(block, filled - here, last, STRIPE_BYTES - here, here);
        add(ended, last, 0, LAST_SECRET);
        return ended;
    }

    private static void add(long[] lanes, byte[] bytes, int at, int secret) {
        for (int lane = 0; lane < lanes.length; lane++) {
            long word = read64(bytes, at + lane * Long.BYTES);
            long keyed = word ^ read64(SECRET, secret + lane * Long.BYTES);
            lanes[lane ^ 1] += word;
            lanes[lane] += (keyed & 0xFFFF_FFFFL) * (keyed >>> 32);
        }
    }

    private static long merge(long[] lanes, int secret, long start) {
        long merged = start;
        for (int lane = 0; lane < lanes.length; lane += 2) {
            merged +=
                    XxHash3Short.folded(
                            lanes[lane] ^ read64(SECRET, secret + lane * Long.BYTES),
                            lanes[lane + 1] ^ read64(SECRET, secret + (lane + 1) * Long.BYTES));
        }
        return XxHash3Short.avalanche(merged);
    }
}
