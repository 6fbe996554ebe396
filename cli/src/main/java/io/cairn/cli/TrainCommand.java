package io.cairn.cli;

import io.cairn.api.auth.Signatures;
import io.cairn.cli.server.ServerConfig;
import io.cairn.cli.server.ServerEnvironment;
import io.cairn.cli.server.ServerNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import picocli.CommandLine.Parameters;

/// `cairn train`: starts a server in an empty directory, asks it a few things and stops, so that
/// the JVM sees which classes a server needs. Used by the launcher to make its class cache.
@Command(name = "train", hidden = true, description = "Starts and stops a server once.")
final class TrainCommand implements Callable<Integer> {
    private static final int DRIVES = 4;
    private static final int REQUESTS = 20;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Clock clock;

    @Parameters(paramLabel = "DIR", description = "A directory that is not there yet.")
    private Path directory = Path.of("");

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
                                    () -> {});
                    HttpClient http = HttpClient.newHttpClient()) {
                node.start();
                while (!node.ready()) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
                ask(http, URI.create("http://" + Addresses.show(node.s3())));
            }
        }
        return 0;
    }

    private static void ask(HttpClient http, URI endpoint)
            throws IOException, InterruptedException {
        for (int i = 0; i < REQUESTS; i++) {
            for (String path : List.of("/health/ready", "/bucket/key", "/?x")) {
                HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path)).build();
                http.send(request, HttpResponse.BodyHandlers.discarding());
            }
        }
    }
}
