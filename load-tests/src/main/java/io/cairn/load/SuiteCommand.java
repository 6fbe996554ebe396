package io.cairn.load;

import io.cairn.load.workload.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `cairn-load suite`: the loads with budgets, one after the other.
@Command(
        name = "suite",
        description = "Runs the loads of the design's budgets, one after the other.",
        mixinStandardHelpOptions = true)
final class SuiteCommand implements Callable<Integer> {
    private final Clock clock;
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;
    @Mixin private ServerOptions server = new ServerOptions();

    @Option(
            names = "--duration",
            defaultValue = "6s",
            description = "How long each load is measured (default: ${DEFAULT-VALUE}).")
    private Span duration = new Span(Duration.ZERO);

    @Option(
            names = "--warmup",
            defaultValue = "40s",
            description =
                    "How long the server is loaded before the first is measured: its code is"
                            + " compiled meanwhile (default: ${DEFAULT-VALUE}).")
    private Span warmup = new Span(Duration.ZERO);

    @Option(names = "--full", description = "Also the loads that have no budget.")
    private boolean full;

    @Option(
            names = "--only",
            defaultValue = "",
            description = "Only loads whose name contains this, as PUT or '64 MiB'.")
    private String only = "";

    SuiteCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter progress = spec.commandLine().getErr();
        List<Suite.Row> rows = new ArrayList<>(Suite.rows(duration.duration(), full));
        String wanted = only.toLowerCase(Locale.ROOT);
        rows.removeIf(row -> !row.load().name().toLowerCase(Locale.ROOT).contains(wanted));
        return server.run(
                clock,
                run -> {
                    for (Load load : Suite.warmup(warmup.duration())) {
                        progress.println("cairn-load: " + load.name());
                        run.run(load);
                    }
                    List<Measured> measured = new ArrayList<>();
                    for (Suite.Row row : rows) {
                        progress.println("cairn-load: " + row.load().name());
                        measured.add(new Measured(run.run(row.load()), row.budget()));
                    }
                    Report.print(measured, server.format(), out);
                    return 0;
                });
    }
}
