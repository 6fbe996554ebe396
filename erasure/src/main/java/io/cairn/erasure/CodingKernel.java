package io.cairn.erasure;

/// Multiplies a matrix with the units of a stripe. All kernels give the same bytes; they differ in
/// speed. Stateless and safe for use by many threads.
public sealed interface CodingKernel permits ScalarKernel, VectorKernel {
    /// The fastest kernel that this JVM can run: vectors if it was started with `--add-modules
    /// jdk.incubator.vector` on a processor that has them.
    static CodingKernel fastest() {
        boolean resolved = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return resolved && VectorKernel.isFast() ? new VectorKernel() : scalar();
    }

    /// The plain kernel, which runs everywhere and is the oracle of the others.
    static CodingKernel scalar() {
        return new ScalarKernel();
    }

    /// A short name for logs.
    String name();

    /// Sets unit `targets[r]` to the sum over c of `matrix[r, c]` times unit `sources[c]`, for
    /// every row r. Unit i is the `unitBytes` bytes of `stripe` from `offset + i * unitBytes` on.
    /// No target is a source. Allocates nothing.
    void multiply(Product product, byte[] stripe, int offset, int unitBytes);

    /// A matrix, and the units that its columns read and its rows write.
    record Product(Coefficients matrix, int[] sources, int[] targets) {
        public Product {
            if (sources.length != matrix.columns() || targets.length != matrix.rows()) {
                throw new IllegalArgumentException(
                        sources.length + " sources and " + targets.length + " targets");
            }
        }
    }
}
