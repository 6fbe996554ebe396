package io.cairn.erasure;

/// A matrix over GF(2^8). Immutable.
final class Coefficients {
    private final int rows;
    private final int columns;
    private final int[] elements;

    Coefficients(int rows, int columns, int[] elements) {
        if (elements.length != rows * columns) {
            throw new IllegalArgumentException(
                    elements.length + " elements for " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.elements = elements.clone();
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
}
