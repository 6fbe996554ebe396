package io.cairn.load;

import io.cairn.load.bench.ErasureBenchmark;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cairn-load bench`: the JMH benchmarks of this module.
@Command(
        name = "bench",
        description = {
            "Runs the JMH benchmarks.",
            "Erasure, Isal: a score is MiB of data a second. Append: durable appends of 4 KiB a second."
                    + " LargeShard: milliseconds for a shard. Both on the drive of the current"
                    + " directory."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--seconds",
            defaultValue = "1",
            description = "Seconds of an iteration (default: ${DEFAULT-VALUE}).")
    private long seconds;

    @Option(
            names = "--iterations",
            defaultValue = "3",
            description = "Iterations, for warming up and again for measuring (default: 3).")
    private int iterations;

    @Option(
            names = "--only",
            defaultValue = "",
            description = "Benchmarks whose name holds this, such as Erasure or Append.packed.")
    private String only = "";

    @Option(names = "--gc", description = "Also shows what is allocated for each call.")
    private boolean gc;

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(
                                ErasureBenchmark.class.getPackageName()
                                        + ".*"
                                        + only.replace(".", "Benchmark."))
                        .warmupIterations(iterations)
                        .warmupTime(TimeValue.seconds(seconds))
                        .measurementIterations(iterations)
                        .measurementTime(TimeValue.seconds(seconds));
        if (gc) {
            options.addProfiler(GCProfiler.class);
        }
        new Runner(options.build()).run();
        return 0;
    }
}
