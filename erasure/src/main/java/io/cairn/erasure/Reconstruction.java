package io.cairn.erasure;

import io.cairn.erasure.CodingKernel.Product;

/// Makes chosen units of a stripe again from k others. Immutable.
public final class Reconstruction {
    private final ErasureCode code;
    private final Product product;

    Reconstruction(ErasureCode code, Product product) {
        this.code = code;
        this.product = product;
    }

    /// The numbers of the k units that [#apply] reads, in rising order.
    public int[] sources() {
        return product.sources().clone();
    }

    /// Makes the wanted units of the stripe at `offset`; only those are written. What it allocates
    /// does not grow with the stripe.
    public void apply(byte[] stripe, int offset, int unitBytes) {
        code.multiply(product, stripe, offset, unitBytes);
    }
}
