package io.cairn.platform.hash;

import static io.cairn.platform.hash.XxHash.PRIME32_2;
import static io.cairn.platform.hash.XxHash.PRIME64_1;
import static io.cairn.platform.hash.XxHash.PRIME64_2;
import static io.cairn.platform.hash.XxHash.PRIME64_4;
import static io.cairn.platform.hash.XxHash.read32;
import static io.cairn.platform.hash.XxHash.read64;

import java.util.HexFormat;

/// The formulas of XXH3 for inputs of up to 240 bytes. Halves of 128 bits are in an array, the
/// higher one first.
final class XxHash3Short {
    /// The longest input.
    static final int BYTES_MAX = 240;

    /// What keeps inputs from cancelling out; part of the algorithm.
    static final byte[] SECRET =
            HexFormat.of()
                    .parseHex(
                            "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
                                    + "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
                                    + "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
                                    + "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
                                    + "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
                                    + "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e");

    private static final long PRIME_MX1 = 0x165667919E3779F9L;
    private static final long PRIME_MX2 = 0x9FB21C651E98DF25L;
    private static final int PIECE_BYTES = 16;

    /// From where on the last piece of a middle input is mixed.
    private static final int LAST_SECRET = 136 - 17;

    private XxHash3Short() {}

    static long value64(byte[] in, int length) {
        if (length > 128) {
            return middle64(in, length);
        }
        if (length > PIECE_BYTES) {
            return small64(in, length);
        }
        if (length > 8) {
            long low = read64(in, 0) ^ secret(24) ^ secret(32);
            long high = read64(in, length - 8) ^ secret(40) ^ secret(48);
            return avalanche(length + Long.reverseBytes(low) + high + folded(low, high));
        }
        if (length > 3) {
            long word = read32(in, length - 4) + (read32(in, 0) << 32);
            return strongAvalanche(word ^ secret(8) ^ secret(16), length);
        }
        return length > 0
                ? XxHash.avalanche(few(in, length) ^ secret32(0) ^ secret32(4))
                : XxHash.avalanche(secret(56) ^ secret(64));
    }

    static long[] value128(byte[] in, int length) {
        if (length > 128) {
            return middle128(in, length);
        }
        if (length > PIECE_BYTES) {
            return small128(in, length);
        }
        if (length > 8) {
            return nine128(in, length);
        }
        if (length > 3) {
            long word = read32(in, 0) + (read32(in, length - 4) << 32);
            long factor = PRIME64_1 + ((long) length << 2);
            long keyed = word ^ secret(16) ^ secret(24);
            long high = Math.unsignedMultiplyHigh(keyed, factor);
            long low = keyed * factor;
            high += low << 1;
            low ^= high >>> 3;
            low = (low ^ (low >>> 35)) * PRIME_MX2;
            return new long[] {avalanche(high), low ^ (low >>> 28)};
        }
        if (length > 0) {
            long few = few(in, length);
            long turned = Integer.rotateLeft(Integer.reverseBytes((int) few), 13) & 0xFFFF_FFFFL;
            return new long[] {
                XxHash.avalanche(turned ^ secret32(8) ^ secret32(12)),
                XxHash.avalanche(few ^ secret32(0) ^ secret32(4))
            };
        }
        return new long[] {
            XxHash.avalanche(secret(80) ^ secret(88)), XxHash.avalanche(secret(64) ^ secret(72))
        };
    }

    /// The halves of the product of two numbers without sign, folded.
    static long folded(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) ^ (a * b);
    }

    static long avalanche(long hash) {
        long mixed = (hash ^ (hash >>> 37)) * PRIME_MX1;
        return mixed ^ (mixed >>> 32);
    }

    private static long strongAvalanche(long hash, int length) {
        long mixed = hash ^ Long.rotateLeft(hash, 49) ^ Long.rotateLeft(hash, 24);
        mixed *= PRIME_MX2;
        mixed = (mixed ^ ((mixed >>> 35) + length)) * PRIME_MX2;
        return mixed ^ (mixed >>> 28);
    }

    /// One to three bytes and their number.
    private static long few(byte[] in, int length) {
        return (in[0] & 0xFFL) << 16
                | (in[length >> 1] & 0xFFL) << 24
                | (in[length - 1] & 0xFFL)
                | (long) length << 8;
    }

    private static long small64(byte[] in, int length) {
        long hash = length * PRIME64_1;
        for (int pair = (length - 1) / 32; pair >= 0; pair--) {
            int at = pair * PIECE_BYTES;
            hash += mixed(in, at, at * 2) + mixed(in, length - PIECE_BYTES - at, at * 2 + 16);
        }
        return avalanche(hash);
    }

    private static long middle64(byte[] in, int length) {
        long hash = length * PRIME64_1;
        for (int piece = 0; piece < 8; piece++) {
            hash += mixed(in, piece * PIECE_BYTES, piece * PIECE_BYTES);
        }
        hash = avalanche(hash);
        for (int piece = 8; piece < length / PIECE_BYTES; piece++) {
            hash += mixed(in, piece * PIECE_BYTES, (piece - 8) * PIECE_BYTES + 3);
        }
        return avalanche(hash + mixed(in, length - PIECE_BYTES, LAST_SECRET));
    }

    private static long[] nine128(byte[] in, int length) {
        long first = read64(in, 0);
        long last = read64(in, length - 8);
        long keyed = first ^ last ^ secret(32) ^ secret(40);
        long low = keyed * PRIME64_1 + ((long) (length - 1) << 54);
        long turned = last ^ secret(48) ^ secret(56);
        long high =
                Math.unsignedMultiplyHigh(keyed, PRIME64_1)
                        + turned
                        + (turned & 0xFFFF_FFFFL) * (PRIME32_2 - 1);
        low ^= Long.reverseBytes(high);
        long higher = Math.unsignedMultiplyHigh(low, PRIME64_2) + high * PRIME64_2;
        return new long[] {avalanche(higher), avalanche(low * PRIME64_2)};
    }

    private static long[] small128(byte[] in, int length) {
        long[] hash = {0, length * PRIME64_1};
        for (int pair = (length - 1) / 32; pair >= 0; pair--) {
            int at = pair * PIECE_BYTES;
            mix(hash, in, at, length - PIECE_BYTES - at, at * 2);
        }
        return ended(hash, length);
    }

    private static long[] middle128(byte[] in, int length) {
        long[] hash = {0, length * PRIME64_1};
        for (int at = 0; at < 128; at += 32) {
            mix(hash, in, at, at + PIECE_BYTES, at);
        }
        hash[0] = avalanche(hash[0]);
        hash[1] = avalanche(hash[1]);
        for (int at = 128; at + 32 <= length; at += 32) {
            mix(hash, in, at, at + PIECE_BYTES, at - 128 + 3);
        }
        mix(hash, in, length - 16, length - 32, LAST_SECRET - 16);
        return ended(hash, length);
    }

    private static long[] ended(long[] hash, int length) {
        long low = hash[0] + hash[1];
        long high = hash[1] * PRIME64_1 + hash[0] * PRIME64_4 + length * PRIME64_2;
        return new long[] {-avalanche(high), avalanche(low)};
    }

    private static void mix(long[] hash, byte[] in, int first, int second, int secret) {
        hash[1] += mixed(in, first, secret);
        hash[1] ^= read64(in, second) + read64(in, second + 8);
        hash[0] += mixed(in, second, secret + 16);
        hash[0] ^= read64(in, first) + read64(in, first + 8);
    }

    private static long mixed(byte[] in, int at, int secret) {
        return folded(read64(in, at) ^ secret(secret), read64(in, at + 8) ^ secret(secret + 8));
    }

    private static long secret(int at) {
        return read64(SECRET, at);
    }

    private static long secret32(int at) {
        return read32(SECRET, at);
    }
}
