package io.cairn.erasure;

import java.util.ArrayList;
import java.util.List;

/// Multiplies a matrix with the units of a stripe. All kernels give the same bytes; they differ in
/// speed. Safe for use by many threads.
public sealed interface CodingKernel permits ScalarKernel, VectorKernel, IsalKernel {
    /// The kernel that a server should use: vectors where they are fast, since they are the fastest
    /// once they are compiled, and binding ISA-L costs a start a second of processor time; else the
    /// first of [#usable].
    static CodingKernel fastest() {
        return hasVectors() ? new VectorKernel() : usable().getFirst();
    }

    private static boolean hasVectors() {
        boolean resolved = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return resolved && VectorKernel.isFast();
    }

    /// The kernels that this JVM can run, in the order of preference: ISA-L where the library is
    /// installed and gives the scalar kernel's bytes, since it is as fast in its first call as in
    /// all others; vectors if the JVM was started with `--add-modules jdk.incubator.vector` on a
    /// processor that has them; the scalar kernel.
    static List<CodingKernel> usable() {
        List<CodingKernel> usable = new ArrayList<>();
        if (IsalLibrary.isThere() && IsalKernel.isRight()) {
            usable.add(new IsalKernel());
        }
        if (hasVectors()) {
            usable.add(new VectorKernel());
        }
        usable.add(scalar());
        return List.copyOf(usable);
    }

    /// The plain kernel, which runs everywhere and is the oracle of the others.
    static CodingKernel scalar() {
        return new ScalarKernel();
    }

    /// A short name for logs: `isal`, `vector-` and the bits of a vector, or `scalar`.
    String name();

    /// What this kernel wants to have at hand of a matrix, besides its elements. Means nothing to
    /// another kernel, processor or version of a library: never kept longer than the process.
    byte[] tables(Coefficients matrix);

    /// Sets unit `targets[r]` to the sum over c of `matrix[r, c]` times unit `sources[c]`, for
    /// every row r. Unit i is the `unitBytes` bytes of `stripe` from `offset + i * unitBytes` on.
    /// No target is a source. What it allocates does not grow with the units.
    void multiply(Product product, byte[] stripe, int offset, int unitBytes);

    /// A matrix with the tables that the kernel made of it, and the units that its columns read and
    /// its rows write.
    record Product(Coefficients matrix, byte[] tables, int[] sources, int[] targets) {
        public Product {
            if (sources.length != matrix.columns() || targets.length != matrix.rows()) {
                throw new IllegalArgumentException(
                        sources.length + " sources and " + targets.length + " targets");
            }
        }
    }
}
