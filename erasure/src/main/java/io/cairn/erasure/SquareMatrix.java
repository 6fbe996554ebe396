package io.cairn.erasure;

/// A square matrix over GF(2^8), inverted by Gauss and Jordan's elimination.
final class SquareMatrix {
    private final int size;
    private final int[] elements;

    SquareMatrix(int size) {
        this.size = size;
        this.elements = new int[size * size];
    }

    int element(int row, int column) {
        return elements[row * size + column];
    }

    void set(int row, int column, int element) {
        elements[row * size + column] = element;
    }

    /// The inverse; this matrix is used up. Throws ArithmeticException if there is none.
    SquareMatrix invert() {
        SquareMatrix inverse = new SquareMatrix(size);
        for (int diagonal = 0; diagonal < size; diagonal++) {
            inverse.set(diagonal, diagonal, 1);
        }
        for (int column = 0; column < size; column++) {
            int pivot = pivotRow(column);
            swapRows(pivot, column);
            inverse.swapRows(pivot, column);
            int scale = Gf256.inverse(element(column, column));
            scaleRow(column, scale);
            inverse.scaleRow(column, scale);
            clearColumn(column, inverse);
        }
        return inverse;
    }

    private int pivotRow(int column) {
        for (int row = column; row < size; row++) {
            if (element(row, column) != 0) {
                return row;
            }
        }
        throw new ArithmeticException("singular matrix");
    }

    private void clearColumn(int column, SquareMatrix inverse) {
        for (int row = 0; row < size; row++) {
            int factor = element(row, column);
            if (row != column && factor != 0) {
                addScaledRow(row, column, factor);
                inverse.addScaledRow(row, column, factor);
            }
        }
    }

    private void swapRows(int a, int b) {
        for (int column = 0; a != b && column < size; column++) {
            int kept = element(a, column);
            set(a, column, element(b, column));
            set(b, column, kept);
        }
    }

    private void scaleRow(int row, int factor) {
        for (int column = 0; column < size; column++) {
            set(row, column, Gf256.multiply(element(row, column), factor));
        }
    }

    private void addScaledRow(int target, int source, int factor) {
        for (int column = 0; column < size; column++) {
            int added = Gf256.multiply(element(source, column), factor);
            set(target, column, element(target, column) ^ added);
        }
    }
}
