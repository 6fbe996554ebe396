package io.cairn.erasure;

/// The oracle: one table look-up for each byte and coefficient.
final class ScalarKernel implements CodingKernel {
    private static final byte[] PRODUCTS = new byte[Gf256.SIZE * Gf256.SIZE];

    static {
        for (int a = 0; a < Gf256.SIZE; a++) {
            for (int b = 0; b < Gf256.SIZE; b++) {
                PRODUCTS[a * Gf256.SIZE + b] = (byte) Gf256.multiply(a, b);
            }
        }
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public byte[] tables(Coefficients matrix) {
        return new byte[0];
    }

    @Override
    public void multiply(Product product, byte[] stripe, int offset, int unitBytes) {
        multiplyFrom(product, stripe, offset, unitBytes, 0);
    }

    /// As [#multiply], for the bytes of each unit from `start` on.
    static void multiplyFrom(Product product, byte[] stripe, int offset, int unitBytes, int start) {
        Coefficients matrix = product.matrix();
        for (int row = 0; row < matrix.rows(); row++) {
            int target = offset + product.targets()[row] * unitBytes;
            for (int column = 0; column < matrix.columns(); column++) {
                int source = offset + product.sources()[column] * unitBytes;
                int table = matrix.element(row, column) * Gf256.SIZE;
                boolean first = column == 0;
                for (int i = start; i < unitBytes; i++) {
                    byte value = PRODUCTS[table + (stripe[source + i] & 0xff)];
                    stripe[target + i] = (byte) (first ? value : stripe[target + i] ^ value);
                }
            }
        }
    }
}
