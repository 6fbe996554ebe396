package io.cairn.load;

import io.cairn.load.bench.ErasureBenchmark;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cairn-load bench`: the JMH benchmarks of this module.
@Command(
        name = "bench",
        description = "Runs the JMH benchmarks of erasure coding; a score is MiB of data a second.",
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

    @Override
    public Integer call() throws RunnerException {
        new Runner(
                        new OptionsBuilder()
                                .include(ErasureBenchmark.class.getName())
                                .warmupIterations(iterations)
                                .warmupTime(TimeValue.seconds(seconds))
                                .measurementIterations(iterations)
                                .measurementTime(TimeValue.seconds(seconds))
                                .build())
                .run();
        return 0;
    }
}
