package io.cairn.metadata.fold;

/// The CRC of two runs of bytes from the CRCs of each: the first is multiplied by x to the number
/// of bits behind it, modulo the polynomial, and added to the second (the idea of zlib's
/// crc32_combine). All three CRCs are reflected, with an initial value and a final xor of all ones,
/// which cancel out.
enum CrcCombination {
    CRC32(32, 0xEDB8_8320L),
    CRC32C(32, 0x82F6_3B78L),
    CRC64NVME(64, 0x9A6C_9329_AC4B_C9B5L);

    private final int width;
    private final long polynomial;

    CrcCombination(int width, long polynomial) {
        this.width = width;
        this.polynomial = polynomial;
    }

    /// The CRC of the bytes, big-endian.
    byte[] of(byte[] bytes) {
        long ones = width == 64 ? -1L : (1L << width) - 1;
        long crc = ones;
        for (byte next : bytes) {
            crc ^= next & 0xFFL;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : polynomial);
            }
        }
        return toBytes(crc ^ ones);
    }

    /// The CRC of A then B, where B is `lengthB` bytes long; all big-endian.
    byte[] combine(byte[] crcA, byte[] crcB, long lengthB) {
        long shifted = multiply(fromBytes(crcA), powerOfX(lengthB));
        return toBytes(shifted ^ fromBytes(crcB));
    }

    /// x to the power of 8 times `bytes`, by squaring.
    private long powerOfX(long bytes) {
        long one = 1L << (width - 1);
        long square = one >>> 8; // x to the 8th: in reflected order the top bit is x to the 0th
        long result = one;
        for (long left = bytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result = multiply(result, square);
            }
            square = multiply(square, square);
        }
        return result;
    }

    /// The product of two polynomials in reflected order, modulo the CRC's.
    private long multiply(long a, long b) {
        long product = 0;
        long factor = b;
        for (int bit = width - 1; bit >= 0; bit--) {
            if ((a >>> bit & 1) != 0) {
                product ^= factor;
            }
            factor = (factor >>> 1) ^ ((factor & 1) == 0 ? 0 : polynomial);
        }
        return product;
    }

    private long fromBytes(byte[] bytes) {
        long value = 0;
        for (byte next : bytes) {
            value = value << 8 | next & 0xFFL;
        }
        return value;
    }

    private byte[] toBytes(long value) {
        byte[] bytes = new byte[width / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (value >>> (width - 8 - 8 * i));
        }
        return bytes;
    }
}
