package io.cairn.load.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a C program reaches with Intel's ISA-L: the stripes of [ErasureBenchmark], aligned and
/// outside the heap, with one call for each. The yardstick of the kernels; needs `libisal.so.2`.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
public class IsalBenchmark {
    private static final int DATA_BYTES = 1 << 20;
    private static final int PAGE_BYTES = 4096;
    private static final int TABLE_BYTES = 32;
    private static final int UNITS_MAX = 32;

    private static final SymbolLookup LIBRARY = library();
    private static final MethodHandle CAUCHY =
            function("gf_gen_cauchy1_matrix", ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle INVERT =
            function("gf_invert_matrix", ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle INIT_TABLES =
            function("ec_init_tables", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle ENCODE_DATA =
            function("ec_encode_data", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);

    @Param({"4+2", "8+4"})
    public String layout = "4+2";

    private int data;
    private int parity;
    private int unitBytes;
    private MemorySegment stripe = MemorySegment.NULL;
    private Coding encoding =
            new Coding(MemorySegment.NULL, MemorySegment.NULL, MemorySegment.NULL);
    private Coding decoding = encoding;

    /// Fills a stripe and makes the tables: for its parities, and for as many lost data units.
    @Setup
    public void fill() throws Throwable {
        data = Integer.parseInt(layout.substring(0, layout.indexOf('+')));
        parity = Integer.parseInt(layout.substring(layout.indexOf('+') + 1));
        unitBytes = DATA_BYTES / data;
        byte[] bytes = new byte[unitBytes * (data + parity)];
        new SplittableRandom(1).nextBytes(bytes);
        stripe = Arena.global().allocate(bytes.length, PAGE_BYTES);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, stripe, 0, bytes.length);
        MemorySegment matrix = Arena.global().allocate(UNITS_MAX * UNITS_MAX);
        MemorySegment inverse = Arena.global().allocate(UNITS_MAX * UNITS_MAX);
        CAUCHY.invokeExact(matrix, data + parity, data);
        encoding = coding(matrix.asSlice((long) data * data), addresses(0, data), data);
        MemorySegment left = matrix.asSlice((long) parity * data);
        INVERT.invokeExact(left, inverse, data);
        decoding = coding(inverse, addresses(parity, data), 0);
    }

    @Benchmark
    public void encode() throws Throwable {
        call(encoding);
    }

    /// Makes as many data units again as the layout can lose.
    @Benchmark
    public void reconstruct() throws Throwable {
        call(decoding);
    }

    private void call(Coding coding) throws Throwable {
        ENCODE_DATA.invokeExact(
                unitBytes, data, parity, coding.tables(), coding.sources(), coding.targets());
    }

    private Coding coding(MemorySegment rows, MemorySegment sources, int firstTarget)
            throws Throwable {
        MemorySegment tables =
                Arena.global().allocate((long) TABLE_BYTES * data * parity, PAGE_BYTES);
        INIT_TABLES.invokeExact(data, parity, rows, tables);
        return new Coding(tables, sources, addresses(firstTarget, parity));
    }

    private MemorySegment addresses(int first, int count) {
        MemorySegment addresses = Arena.global().allocate(ADDRESS, count);
        for (int i = 0; i < count; i++) {
            addresses.setAtIndex(ADDRESS, i, stripe.asSlice((long) (first + i) * unitBytes));
        }
        return addresses;
    }

    @SuppressWarnings("restricted") // The library is chosen here.
    private static SymbolLookup library() {
        return SymbolLookup.libraryLookup("libisal.so.2", Arena.global());
    }

    @SuppressWarnings("restricted") // The signatures are those of isa-l/erasure_code.h.
    private static MethodHandle function(String name, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.findOrThrow(name), FunctionDescriptor.ofVoid(parameters));
    }

    private record Coding(MemorySegment tables, MemorySegment sources, MemorySegment targets) {}
}
