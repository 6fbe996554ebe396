package io.cairn.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpServer;
import io.cairn.load.workload.Content;
import io.cairn.load.workload.Fixture;
import io.cairn.load.workload.Load;
import io.cairn.load.workload.LoadRun;
import io.cairn.load.workload.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn-load cold`: what a user sees first. Starts a server for each load, measures its start and
/// its first seconds, and at last how much it takes at rest.
@Command(
        name = "cold",
        description =
                "Starts a server and measures its start, its first seconds, and how it rests.",
        mixinStandardHelpOptions = true)
final class ColdCommand implements Callable<Integer> {
    private static final int FAILED = 3;
    private static final int OK = 200;
    private static final long NO_BODY = -1;

    private final Clock clock;
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Mixin private TargetOptions where = new TargetOptions();

    @Option(
            names = "--duration",
            defaultValue = "10s",
            description = "How long each load runs (default: ${DEFAULT-VALUE}).")
    private Span duration = new Span(Duration.ZERO);

    @Option(
            names = "--settle",
            defaultValue = "60s",
            description = "How long after its load a server rests (default: ${DEFAULT-VALUE}).")
    private Span settle = new Span(Duration.ZERO);

    @Option(
            names = "--rest",
            defaultValue = "30s",
            description = "How long it is watched then (default: ${DEFAULT-VALUE}).")
    private Span rest = new Span(Duration.ZERO);

    @Option(
            names = "--rehearsal",
            defaultValue = "5s",
            description =
                    "How long the client is warmed up before, against itself"
                            + " (default: ${DEFAULT-VALUE}).")
    private Span rehearsal = new Span(Duration.ZERO);

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private ServerOptions.Format format = ServerOptions.Format.TABLE;

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "What starts the server; {} stands for a new directory each time.")
    private List<String> command = List.of();

    ColdCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        rehearse();
        List<Measured> measured = new ArrayList<>();
        List<Double> starts = new ArrayList<>();
        double percent = Double.NaN;
        List<Suite.Row> rows = Suite.cold(duration.duration());
        Target target = where.target(clock);
        for (int i = 0; i < rows.size(); i++) {
            Fixture fixture = new Fixture(target, content());
            try (StartedServer server = StartedServer.start(command, fixture)) {
                starts.add(server.startSeconds());
                measured.add(run(rows.get(i), target, OptionalLong.of(server.pid())));
                if (i == rows.size() - 1) {
                    server.cpuPercent(settle.duration());
                    percent = server.cpuPercent(rest.duration());
                }
            }
        }
        print(measured, starts, percent);
        boolean failed = measured.stream().anyMatch(each -> each.result().counts().failures() > 0);
        return failed ? FAILED : 0;
    }

    private void print(List<Measured> measured, List<Double> starts, double percent) {
        if (spec == null) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (format == ServerOptions.Format.JSON) {
            ArrayNode rows = Report.json(measured);
            starts.forEach(seconds -> Report.addFigure(rows, "serving after, s", seconds));
            Report.addFigure(rows, "at rest, % of a processor", percent);
            out.println(rows.toPrettyString());
            out.flush();
            return;
        }
        Report.print(measured, ServerOptions.Format.TABLE, out);
        for (double seconds : starts) {
            out.printf(
                    Locale.ROOT,
                    "serving after %.2f s; budget: %.1f s%n",
                    seconds,
                    Suite.START_SECONDS_MAX);
        }
        out.printf(
                Locale.ROOT,
                "at rest %.2f %% of a processor; budget: %.0f %%%n",
                percent,
                Suite.REST_PERCENT_MAX);
        out.flush();
    }

    /// Has the JVM of this process compile the client, so that its own first seconds are not taken
    /// for the server's.
    private void rehearse() throws IOException, InterruptedException {
        if (rehearsal.duration().isZero()) {
            return;
        }
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            server.setExecutor(threads);
            server.createContext(
                    "/",
                    exchange -> {
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(OK, NO_BODY);
                        exchange.close();
                    });
            server.start();
            InetSocketAddress address = server.getAddress();
            String at =
                    "http://%s:%d"
                            .formatted(address.getAddress().getHostAddress(), address.getPort());
            Target target = where.target(at, clock);
            for (Suite.Row row : Suite.cold(rehearsal.duration().dividedBy(2))) {
                run(row, target, OptionalLong.empty());
            }
        } finally {
            server.stop(0);
        }
    }

    private static Measured run(Suite.Row row, Target target, OptionalLong pid)
            throws IOException, InterruptedException {
        Content content = content();
        LoadRun run = new LoadRun(target, content, new Fixture(target, content), pid);
        Load load = row.load();
        return new Measured(run.run(load), row.budget());
    }

    private static Content content() {
        return new Content(false, false);
    }
}
