package io.cairn.load.bench;

import io.cairn.erasure.CodingKernel;
import io.cairn.erasure.ErasureCode;
import io.cairn.erasure.Reconstruction;
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

/// Codes one stripe of 1 MiB of data for each call, so that a score is MiB of data a second.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED"
        })
public class ErasureBenchmark {
    private static final int DATA_BYTES = 1 << 20;

    @Param({"4+2", "8+4"})
    public String layout = "4+2";

    @Param({"isal", "vector", "scalar"})
    public String kernel = "vector";

    private ErasureCode code = new ErasureCode(1, 0, CodingKernel.scalar());
    private Reconstruction lostData = code.reconstruction(1, 0);
    private byte[] stripe = new byte[0];
    private int unitBytes;

    /// Fills a stripe; a kernel that this machine cannot run is refused.
    @Setup
    public void fill() {
        int data = Integer.parseInt(layout.substring(0, layout.indexOf('+')));
        int parity = Integer.parseInt(layout.substring(layout.indexOf('+') + 1));
        code = new ErasureCode(data, parity, chosen());
        unitBytes = DATA_BYTES / data;
        stripe = new byte[unitBytes * (data + parity)];
        new SplittableRandom(1).nextBytes(stripe);
        code.encode(stripe, 0, unitBytes);
        int lost = (1 << parity) - 1;
        int all = (1 << (data + parity)) - 1;
        lostData = code.reconstruction(all & ~lost, lost);
    }

    @Benchmark
    public byte[] encode() {
        code.encode(stripe, 0, unitBytes);
        return stripe;
    }

    /// Makes as many data units again as the layout can lose.
    @Benchmark
    public byte[] reconstruct() {
        lostData.apply(stripe, 0, unitBytes);
        return stripe;
    }

    private CodingKernel chosen() {
        return CodingKernel.usable().stream()
                .filter(usable -> usable.name().startsWith(kernel))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no kernel " + kernel + " here"));
    }
}
