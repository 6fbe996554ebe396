package io.cairn.erasure;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Multiplies by nibble tables held in vector registers: the product of a byte is the exclusive or
/// of two 16-entry look-ups, and one byte shuffle does as many look-ups as a vector has lanes
/// (Plank, Greenan, Miller: "Screaming Fast Galois Field Arithmetic", FAST 2013).
///
/// Two sources are added to two targets at a time. Their eight tables stay in registers while they
/// pass over a block that stays in the first-level cache, so each byte of data comes from memory
/// once, and no more than four units, which may all lie in the same cache sets, are in use at a
/// time. An odd last column is paired with one of zeros, an odd last row with itself. The pass is
/// no larger than this for another reason: beyond some number of vector operations the JVM's
/// compiler no longer sees through all of them, and the code is ten times as slow.
///
/// What is left of a unit behind the last whole vector is done by the scalar twin.
final class VectorKernel implements CodingKernel {
    private static final VectorSpecies<Byte> SPECIES = species();
    private static final int LANES = SPECIES.length();
    private static final int NIBBLES = 16;
    private static final int NIBBLE_BITS = 4;
    private static final byte LOW_NIBBLE = 0x0f;
    private static final int SHUFFLE_LANES_MIN = NIBBLES;

    /// Each nibble table is repeated to the widest vector, so that one load fills any species.
    private static final int TABLE_BYTES = 64;

    /// The low and the high table of one element.
    private static final int ELEMENT_BYTES = 2 * TABLE_BYTES;

    /// The tables of two rows and two columns, row by row.
    private static final int PAIR_BYTES = 4 * ELEMENT_BYTES;

    private static final int BLOCK_BYTES = 4096;

    /// What the first pass over a block adds to.
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    /// AVX2 shuffles bytes only within 128 bits; wider shuffles are emulated and slower.
    private static VectorSpecies<Byte> species() {
        VectorSpecies<Byte> preferred = ByteVector.SPECIES_PREFERRED;
        return preferred.vectorBitSize() == 256 ? ByteVector.SPECIES_128 : preferred;
    }

    /// Whether a vector holds a whole nibble table, and a table a whole vector.
    static boolean isFast() {
        return LANES >= SHUFFLE_LANES_MIN && LANES <= TABLE_BYTES;
    }

    @Override
    public String name() {
        return "vector-" + SPECIES.vectorBitSize();
    }

    /// The tables of the pairs in the order in which [#multiply] passes over them: all pairs of
    /// rows of the first pair of columns, then those of the next.
    @Override
    public byte[] tables(Coefficients matrix) {
        byte[] tables = new byte[pairs(matrix.columns()) * pairs(matrix.rows()) * PAIR_BYTES];
        int offset = 0;
        for (int column = 0; column < matrix.columns(); column += 2) {
            for (int row = 0; row < matrix.rows(); row += 2) {
                int last = Math.min(row + 1, matrix.rows() - 1);
                fill(tables, offset, matrix, row, column);
                fill(tables, offset + ELEMENT_BYTES, matrix, row, column + 1);
                fill(tables, offset + 2 * ELEMENT_BYTES, matrix, last, column);
                fill(tables, offset + 3 * ELEMENT_BYTES, matrix, last, column + 1);
                offset += PAIR_BYTES;
            }
        }
        return tables;
    }

    private static void fill(byte[] tables, int low, Coefficients matrix, int row, int column) {
        int element = column < matrix.columns() ? matrix.element(row, column) : 0;
        int high = low + TABLE_BYTES;
        for (int lane = 0; lane < TABLE_BYTES; lane++) {
            int nibble = lane % NIBBLES;
            tables[low + lane] = (byte) Gf256.multiply(element, nibble);
            tables[high + lane] = (byte) Gf256.multiply(element, nibble << NIBBLE_BITS);
        }
    }

    private static int pairs(int units) {
        return (units + 1) / 2;
    }

    @Override
    public void multiply(Product product, byte[] stripe, int offset, int unitBytes) {
        int pairs = pairs(product.sources().length) * pairs(product.targets().length);
        int whole = SPECIES.loopBound(unitBytes);
        for (int start = 0; start < whole; start += BLOCK_BYTES) {
            int length = Math.min(BLOCK_BYTES, whole - start);
            for (int pair = 0; pair < pairs; pair++) {
                addPair(product, pair, stripe, offset + start, unitBytes, length);
            }
        }
        if (whole < unitBytes) {
            ScalarKernel.multiplyFrom(product, stripe, offset, unitBytes, whole);
        }
    }

    /// Adds two sources to two targets, for `length` bytes from `offset` on in the first unit and
    /// as far in each of the others.
    private static void addPair(
            Product product, int pair, byte[] stripe, int offset, int unitBytes, int length) {
        int rowPairs = pairs(product.targets().length);
        int column = 2 * (pair / rowPairs);
        int row = 2 * (pair % rowPairs);
        int[] sources = product.sources();
        int[] targets = product.targets();
        int source0 = offset + sources[column] * unitBytes;
        int source1 = offset + sources[Math.min(column + 1, sources.length - 1)] * unitBytes;
        int target0 = offset + targets[row] * unitBytes;
        int target1 = offset + targets[Math.min(row + 1, targets.length - 1)] * unitBytes;
        byte[] sums = column == 0 ? ZEROS : stripe;
        int sum0 = column == 0 ? 0 : target0;
        int sum1 = column == 0 ? 0 : target1;

        byte[] tables = product.tables();
        int table = pair * PAIR_BYTES;
        ByteVector low00 = vector(tables, table);
        ByteVector high00 = vector(tables, table + TABLE_BYTES);
        ByteVector low01 = vector(tables, table + 2 * TABLE_BYTES);
        ByteVector high01 = vector(tables, table + 3 * TABLE_BYTES);
        ByteVector low10 = vector(tables, table + 4 * TABLE_BYTES);
        ByteVector high10 = vector(tables, table + 5 * TABLE_BYTES);
        ByteVector low11 = vector(tables, table + 6 * TABLE_BYTES);
        ByteVector high11 = vector(tables, table + 7 * TABLE_BYTES);
        ByteVector mask = ByteVector.broadcast(SPECIES, LOW_NIBBLE);
        for (int i = 0; i < length; i += LANES) {
            ByteVector bytes = vector(stripe, source0 + i);
            ByteVector low = and(bytes, mask);
            ByteVector high = and(shifted(bytes), mask);
            ByteVector row0 = xor(vector(sums, sum0 + i), product(low, high, low00, high00));
            ByteVector row1 = xor(vector(sums, sum1 + i), product(low, high, low10, high10));
            bytes = vector(stripe, source1 + i);
            low = and(bytes, mask);
            high = and(shifted(bytes), mask);
            row0 = xor(row0, product(low, high, low01, high01));
            row1 = xor(row1, product(low, high, low11, high11));
            row0.intoArray(stripe, target0 + i);
            row1.intoArray(stripe, target1 + i);
        }
    }

    private static ByteVector vector(byte[] bytes, int offset) {
        return ByteVector.fromArray(SPECIES, bytes, offset);
    }

    /// Each byte's high nibble as its low one, below bits of the next byte: processors shift no
    /// lanes of a single byte.
    private static ByteVector shifted(ByteVector bytes) {
        return bytes.reinterpretAsShorts()
                .lanewise(VectorOperators.LSHR, NIBBLE_BITS)
                .reinterpretAsBytes();
    }

    private static ByteVector product(
            ByteVector low, ByteVector high, ByteVector lowTable, ByteVector highTable) {
        return xor(low.selectFrom(lowTable), high.selectFrom(highTable));
    }

    private static ByteVector and(ByteVector a, ByteVector b) {
        return a.lanewise(VectorOperators.AND, b);
    }

    private static ByteVector xor(ByteVector a, ByteVector b) {
        return a.lanewise(VectorOperators.XOR, b);
    }
}
