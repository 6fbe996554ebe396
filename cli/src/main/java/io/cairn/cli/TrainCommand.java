package io.cairn.cli;

import io.cairn.api.auth.Signatures;
import io.cairn.cli.server.RootCredentials;
import io.cairn.cli.server.ServerConfig;
import io.cairn.cli.server.ServerEnvironment;
import io.cairn.cli.server.ServerNode;
import io.cairn.cli.training.TrainingLoad;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn train`: starts a server in an empty directory, puts a load on it and stops, twice, so
/// that the JVM sees which classes a server needs and which code is hot. Used by the launcher to
/// make its class cache.
@Command(name = "train", hidden = true, description = "Starts and stops a server once.")
final class TrainCommand implements Callable<Integer> {
    private static final int DRIVES = 4;
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration LOAD_TIME_MAX = Duration.ofSeconds(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Clock clock;

    @Parameters(paramLabel = "DIR", description = "A directory that is not there yet.")
    private Path directory = Path.of("");

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How much is asked.")
    private int rounds;

    TrainCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        List<Path> drives =
                IntStream.rangeClosed(1, DRIVES)
                        .mapToObj(number -> directory.resolve("drive" + number))
                        .toList();
        ServerConfig config =
                new ServerConfig(
                        drives,
                        ServerConfig.Storage.DEFAULT,
                        new ServerConfig.Addresses(any, any, any),
                        Signatures.DEFAULT,
                        List.of(),
                        false,
                        Duration.ofSeconds(1),
                        ServerConfig.Upkeep.DEFAULT);
        for (int round = 0; round < 2; round++) {
            try (ServerNode node =
                    new ServerNode(
                            config,
                            ServerEnvironment.of(clock, Map.of()),
                            System.err::println,
                            () -> {})) {
                node.start();
                awaitReady(node);
                train(node, round == 0 ? 1 : rounds);
            }
        }
        return 0;
    }

    private static void awaitReady(ServerNode node) throws IOException {
        Deadline deadline = Deadline.in(READY_TIMEOUT, MonotonicClock.SYSTEM);
        while (!node.ready()) {
            if (deadline.isOver()) {
                throw new IOException("the server is not ready");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void train(ServerNode node, int count) throws IOException, InterruptedException {
        RootCredentials root = node.credentials();
        URI endpoint = URI.create("http://" + Addresses.show(node.s3()));
        try (TrainingLoad load =
                new TrainingLoad(endpoint, root.accessKey(), root.secretKey(), clock)) {
            load.run(count, Deadline.in(LOAD_TIME_MAX, MonotonicClock.SYSTEM));
        }
    }
}
