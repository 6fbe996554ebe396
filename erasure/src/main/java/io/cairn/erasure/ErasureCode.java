package io.cairn.erasure;

import io.cairn.erasure.CodingKernel.Product;
import java.util.Arrays;

/// A systematic Reed-Solomon code of k data and m parity units: any k units of a stripe give back
/// all others. A stripe is one run of bytes: k data units, then m parity units, all of one length.
///
/// The parity rows are the Cauchy matrix inv((k + r) ^ c) over GF(2^8) with the polynomial 0x11d.
/// They are part of the disk format: shards written with them are read for ever. Immutable and safe
/// for use by many threads.
public final class ErasureCode {
    /// The most units of a stripe; masks of units fit an int.
    public static final int UNITS_MAX = 32;

    private final int dataUnits;
    private final int parityUnits;
    private final CodingKernel kernel;
    private final Coefficients parityRows;
    private final Product encoding;

    public ErasureCode(int dataUnits, int parityUnits, CodingKernel kernel) {
        if (dataUnits < 1 || parityUnits < 0 || dataUnits + parityUnits > UNITS_MAX) {
            throw new IllegalArgumentException("no code of " + dataUnits + "+" + parityUnits);
        }
        this.dataUnits = dataUnits;
        this.parityUnits = parityUnits;
        this.kernel = kernel;
        this.parityRows = Coefficients.cauchy(dataUnits, parityUnits);
        this.encoding = product(parityRows, range(0, dataUnits), range(dataUnits, parityUnits));
    }

    public int dataUnits() {
        return dataUnits;
    }

    public int parityUnits() {
        return parityUnits;
    }

    /// Computes the parity units of the stripe at `offset` from its data units. What it allocates
    /// does not grow with the stripe.
    public void encode(byte[] stripe, int offset, int unitBytes) {
        checkStripe(stripe, offset, unitBytes);
        kernel.multiply(encoding, stripe, offset, unitBytes);
    }

    /// Prepares to make the units of the bit mask `wanted` again from k units of the mask
    /// `present`; throws IllegalArgumentException if fewer are present. Good for any number of
    /// stripes that lost the same units.
    public Reconstruction reconstruction(int present, int wanted) {
        int all = (int) ((1L << (dataUnits + parityUnits)) - 1);
        if (Integer.bitCount(present) < dataUnits
                || (present & wanted) != 0
                || ((present | wanted) & ~all) != 0) {
            throw new IllegalArgumentException(
                    "units %x from %x of %d+%d".formatted(wanted, present, dataUnits, parityUnits));
        }
        int[] sources = Arrays.copyOf(unitsOf(present), dataUnits);
        int[] targets = unitsOf(wanted);
        SquareMatrix inverse = generatorRows(sources).invert();
        int[] elements = new int[targets.length * dataUnits];
        for (int target = 0; target < targets.length; target++) {
            for (int column = 0; column < dataUnits; column++) {
                elements[target * dataUnits + column] = decoded(targets[target], inverse, column);
            }
        }
        Coefficients rows = new Coefficients(targets.length, dataUnits, elements);
        return new Reconstruction(this, product(rows, sources, targets));
    }

    void multiply(Product product, byte[] stripe, int offset, int unitBytes) {
        checkStripe(stripe, offset, unitBytes);
        kernel.multiply(product, stripe, offset, unitBytes);
    }

    private Product product(Coefficients matrix, int[] sources, int[] targets) {
        return new Product(matrix, kernel.tables(matrix), sources, targets);
    }

    private void checkStripe(byte[] stripe, int offset, int unitBytes) {
        long end = offset + (long) unitBytes * (dataUnits + parityUnits);
        if (offset < 0 || unitBytes < 0 || end > stripe.length) {
            throw new IllegalArgumentException(
                    "units of %d bytes from %d in an array of %d"
                            .formatted(unitBytes, offset, stripe.length));
        }
    }

    /// The rows of the whole code (identity over parity rows) for k units.
    private SquareMatrix generatorRows(int[] units) {
        SquareMatrix rows = new SquareMatrix(dataUnits);
        for (int row = 0; row < dataUnits; row++) {
            for (int column = 0; column < dataUnits; column++) {
                rows.set(row, column, generator(units[row], column));
            }
        }
        return rows;
    }

    private int generator(int unit, int column) {
        if (unit < dataUnits) {
            return unit == column ? 1 : 0;
        }
        return parityRows.element(unit - dataUnits, column);
    }

    private int decoded(int unit, SquareMatrix inverse, int column) {
        int sum = 0;
        for (int row = 0; row < dataUnits; row++) {
            sum ^= Gf256.multiply(generator(unit, row), inverse.element(row, column));
        }
        return sum;
    }

    private static int[] range(int start, int count) {
        int[] units = new int[count];
        Arrays.setAll(units, i -> start + i);
        return units;
    }

    private static int[] unitsOf(int mask) {
        int[] units = new int[Integer.bitCount(mask)];
        int rest = mask;
        for (int i = 0; i < units.length; i++) {
            units[i] = Integer.numberOfTrailingZeros(rest);
            rest &= rest - 1;
        }
        return units;
    }
}
