package io.cairn.erasure;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Multiplies by nibble tables held in vector registers: the product of a byte is the exclusive or
/// of two 16-entry look-ups, and one byte shuffle does as many look-ups as a vector has lanes
/// (Plank, Greenan, Miller: "Screaming Fast Galois Field Arithmetic", FAST 2013).
///
/// Rows are taken four, two or one at a time, so that each data byte is loaded once for up to four
/// parities and all sums stay in registers. What is left of a unit behind the last whole vector is
/// done by the scalar twin.
final class VectorKernel implements CodingKernel {
    private static final VectorSpecies<Byte> SPECIES = species();
    private static final int LANES = SPECIES.length();
    private static final int NIBBLE_BITS = 4;
    private static final byte LOW_NIBBLE = 0x0f;
    private static final int SHUFFLE_LANES_MIN = 16;

    /// AVX2 shuffles bytes only within 128 bits; wider shuffles are emulated and slower.
    private static VectorSpecies<Byte> species() {
        VectorSpecies<Byte> preferred = ByteVector.SPECIES_PREFERRED;
        return preferred.vectorBitSize() == 256 ? ByteVector.SPECIES_128 : preferred;
    }

    /// Whether a vector holds a whole nibble table, and a table a whole vector.
    static boolean isFast() {
        return LANES >= SHUFFLE_LANES_MIN && LANES <= Coefficients.TABLE_BYTES;
    }

    @Override
    public String name() {
        return "vector-" + SPECIES.vectorBitSize();
    }

    @Override
    public void multiply(Product product, byte[] stripe, int offset, int unitBytes) {
        int rows = product.matrix().rows();
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            multiplyFour(product, row, stripe, offset, unitBytes);
        }
        for (; row + 2 <= rows; row += 2) {
            multiplyTwo(product, row, stripe, offset, unitBytes);
        }
        if (row < rows) {
            multiplyOne(product, row, stripe, offset, unitBytes);
        }
        ScalarKernel.multiplyFrom(product, stripe, offset, unitBytes, SPECIES.loopBound(unitBytes));
    }

    private static void multiplyFour(
            Product product, int row, byte[] stripe, int offset, int unitBytes) {
        Coefficients matrix = product.matrix();
        byte[] tables = matrix.nibbleTables();
        int[] sources = product.sources();
        int rowTables = matrix.tableOffset(1, 0);
        int target0 = offset + product.targets()[row] * unitBytes;
        int target1 = offset + product.targets()[row + 1] * unitBytes;
        int target2 = offset + product.targets()[row + 2] * unitBytes;
        int target3 = offset + product.targets()[row + 3] * unitBytes;
        int bound = SPECIES.loopBound(unitBytes);
        for (int i = 0; i < bound; i += LANES) {
            ByteVector sum0 = ByteVector.zero(SPECIES);
            ByteVector sum1 = sum0;
            ByteVector sum2 = sum0;
            ByteVector sum3 = sum0;
            int table = matrix.tableOffset(row, 0);
            for (int source : sources) {
                ByteVector bytes =
                        ByteVector.fromArray(SPECIES, stripe, offset + source * unitBytes + i);
                ByteVector low = bytes.and(LOW_NIBBLE);
                ByteVector high = bytes.lanewise(VectorOperators.LSHR, NIBBLE_BITS);
                sum0 = sum0.lanewise(VectorOperators.XOR, product(tables, table, low, high));
                sum1 =
                        sum1.lanewise(
                                VectorOperators.XOR, product(tables, table + rowTables, low, high));
                sum2 =
                        sum2.lanewise(
                                VectorOperators.XOR,
                                product(tables, table + 2 * rowTables, low, high));
                sum3 =
                        sum3.lanewise(
                                VectorOperators.XOR,
                                product(tables, table + 3 * rowTables, low, high));
                table += 2 * Coefficients.TABLE_BYTES;
            }
            sum0.intoArray(stripe, target0 + i);
            sum1.intoArray(stripe, target1 + i);
            sum2.intoArray(stripe, target2 + i);
            sum3.intoArray(stripe, target3 + i);
        }
    }

    private static void multiplyTwo(
            Product product, int row, byte[] stripe, int offset, int unitBytes) {
        Coefficients matrix = product.matrix();
        byte[] tables = matrix.nibbleTables();
        int[] sources = product.sources();
        int rowTables = matrix.tableOffset(1, 0);
        int target0 = offset + product.targets()[row] * unitBytes;
        int target1 = offset + product.targets()[row + 1] * unitBytes;
        int bound = SPECIES.loopBound(unitBytes);
        for (int i = 0; i < bound; i += LANES) {
            ByteVector sum0 = ByteVector.zero(SPECIES);
            ByteVector sum1 = sum0;
            int table = matrix.tableOffset(row, 0);
            for (int source : sources) {
                ByteVector bytes =
                        ByteVector.fromArray(SPECIES, stripe, offset + source * unitBytes + i);
                ByteVector low = bytes.and(LOW_NIBBLE);
                ByteVector high = bytes.lanewise(VectorOperators.LSHR, NIBBLE_BITS);
                sum0 = sum0.lanewise(VectorOperators.XOR, product(tables, table, low, high));
                sum1 =
                        sum1.lanewise(
                                VectorOperators.XOR, product(tables, table + rowTables, low, high));
                table += 2 * Coefficients.TABLE_BYTES;
            }
            sum0.intoArray(stripe, target0 + i);
            sum1.intoArray(stripe, target1 + i);
        }
    }

    private static void multiplyOne(
            Product product, int row, byte[] stripe, int offset, int unitBytes) {
        Coefficients matrix = product.matrix();
        byte[] tables = matrix.nibbleTables();
        int[] sources = product.sources();
        int target = offset + product.targets()[row] * unitBytes;
        int bound = SPECIES.loopBound(unitBytes);
        for (int i = 0; i < bound; i += LANES) {
            ByteVector sum = ByteVector.zero(SPECIES);
            int table = matrix.tableOffset(row, 0);
            for (int source : sources) {
                ByteVector bytes =
                        ByteVector.fromArray(SPECIES, stripe, offset + source * unitBytes + i);
                ByteVector low = bytes.and(LOW_NIBBLE);
                ByteVector high = bytes.lanewise(VectorOperators.LSHR, NIBBLE_BITS);
                sum = sum.lanewise(VectorOperators.XOR, product(tables, table, low, high));
                table += 2 * Coefficients.TABLE_BYTES;
            }
            sum.intoArray(stripe, target + i);
        }
    }

    private static ByteVector product(byte[] tables, int table, ByteVector low, ByteVector high) {
        ByteVector lowProducts = ByteVector.fromArray(SPECIES, tables, table);
        ByteVector highProducts =
                ByteVector.fromArray(SPECIES, tables, table + Coefficients.TABLE_BYTES);
        return low.selectFrom(lowProducts)
                .lanewise(VectorOperators.XOR, high.selectFrom(highProducts));
    }
}
