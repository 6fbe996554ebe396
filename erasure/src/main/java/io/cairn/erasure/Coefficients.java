package io.cairn.erasure;

/// A matrix over GF(2^8) in the two forms the kernels read: the elements themselves, and for each
/// element its products with the 16 low and the 16 high nibbles. Immutable after construction.
final class Coefficients {
    /// Each nibble table is repeated to the widest vector, so that one load fills any species.
    static final int TABLE_BYTES = 64;

    private static final int NIBBLES = 16;

    private final int rows;
    private final int columns;
    private final int[] elements;
    private final byte[] nibbleTables;

    Coefficients(int rows, int columns, int[] elements) {
        if (elements.length != rows * columns) {
            throw new IllegalArgumentException(
                    elements.length + " elements for " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.elements = elements.clone();
        this.nibbleTables = new byte[rows * columns * 2 * TABLE_BYTES];
        for (int element = 0; element < elements.length; element++) {
            fillTables(element);
        }
    }

    /// The parity rows of `dataUnits` columns: inv((k + r) ^ c). Every square part of such a matrix
    /// can be inverted, so any k units give back the rest.
    static Coefficients cauchy(int dataUnits, int parityUnits) {
        int[] elements = new int[dataUnits * parityUnits];
        for (int row = 0; row < parityUnits; row++) {
            for (int column = 0; column < dataUnits; column++) {
                elements[row * dataUnits + column] = Gf256.inverse((dataUnits + row) ^ column);
            }
        }
        return new Coefficients(parityUnits, dataUnits, elements);
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int element(int row, int column) {
        return elements[row * columns + column];
    }

    /// All nibble tables; do not change them.
    byte[] nibbleTables() {
        return nibbleTables;
    }

    /// Where in [#nibbleTables] the low table of an element begins; its high table follows.
    int tableOffset(int row, int column) {
        return (row * columns + column) * 2 * TABLE_BYTES;
    }

    private void fillTables(int element) {
        int low = element * 2 * TABLE_BYTES;
        int high = low + TABLE_BYTES;
        for (int lane = 0; lane < TABLE_BYTES; lane++) {
            int nibble = lane % NIBBLES;
            nibbleTables[low + lane] = (byte) Gf256.multiply(elements[element], nibble);
            nibbleTables[high + lane] = (byte) Gf256.multiply(elements[element], nibble << 4);
        }
    }
}
