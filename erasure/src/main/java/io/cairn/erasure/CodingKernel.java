package io.cairn.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Multiplies a matrix with the units of a stripe. All kernels give the same bytes; they differ in
/// speed. Safe for use by many threads.
public sealed interface CodingKernel permits ScalarKernel, VectorKernel, IsalKernel {
    /// Vectors, if this JVM and processor have them, once the JVM has compiled their code so far
    /// that they are faster than the scalar kernel. That takes a second or two of processor time,
    /// spread out by `pace`; empty if `pace` stops, or if they never become faster. `nanoTime` is a
    /// monotonic clock.
    static Optional<CodingKernel> vectors(LongSupplier nanoTime, Pace pace)
            throws InterruptedException {
        if (!hasVectors()) {
            return Optional.empty();
        }
        VectorKernel kernel = new VectorKernel();
        return new VectorWarmup(nanoTime, VectorWarmup.ROUNDS_MAX).run(kernel, pace)
                ? Optional.of(kernel)
                : Optional.empty();
    }

    /// How much of a processor something may take that nobody waits for.
    interface Pace {
        /// Called after every `nanos` of work; waits as long as it likes. False to stop.
        boolean goOn(long nanos) throws InterruptedException;
    }

    /// ISA-L, if the library is installed and gives the scalar kernel's bytes. The first call loads
    /// and binds it, which takes about a second of processor time.
    static Optional<CodingKernel> isal() {
        return IsalLibrary.isThere() && IsalKernel.isRight()
                ? Optional.of(new IsalKernel())
                : Optional.empty();
    }

    private static boolean hasVectors() {
        boolean resolved = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return resolved && VectorKernel.isFast();
    }

    /// The kernels that this JVM can run, in the order of preference: [#isal], since it is as fast
    /// in its first call as in all others; vectors if the JVM was started with `--add-modules
    /// jdk.incubator.vector` on a processor that has them; the scalar kernel.
    static List<CodingKernel> usable() {
        List<CodingKernel> usable = new ArrayList<>();
        isal().ifPresent(usable::add);
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
