package io.cairn.load;

import io.cairn.load.workload.Fixture;
import io.cairn.load.workload.ProcessUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server that was started for a measurement, on directories of its own, which go with it.
final class StartedServer implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 20;

    /// What stands for the server's directory in a command.
    private static final String DIRECTORY = "{}";

    private final Path directory;
    private final Process process;
    private final double startSeconds;

    private StartedServer(Path directory, Process process, double startSeconds) {
        this.directory = directory;
        this.process = process;
        this.startSeconds = startSeconds;
    }

    /// Starts `command`, in which `{}` is replaced by a new directory, and waits until the server
    /// makes the bucket of `fixture`. Throws IOException if it ends before, or takes minutes.
    static StartedServer start(List<String> command, Fixture fixture)
            throws IOException, InterruptedException {
        if (serves(fixture)) {
            throw new IOException("another server answers already");
        }
        Path directory = Files.createTempDirectory("cairn-load");
        List<String> words =
                command.stream()
                        .map(word -> word.replace(DIRECTORY, directory.toString()))
                        .toList();
        long begin = System.nanoTime();
        Process process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile())
                        .start();
        StartedServer server = new StartedServer(directory, process, 0);
        boolean serves = false;
        try {
            server.awaitServing(fixture, begin);
            serves = true;
        } finally {
            if (!serves) {
                server.close();
            }
        }
        return new StartedServer(directory, process, (System.nanoTime() - begin) / 1e9);
    }

    private static boolean serves(Fixture fixture) {
        try {
            fixture.open();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void awaitServing(Fixture fixture, long begin)
            throws IOException, InterruptedException {
        while (true) {
            try {
                fixture.open();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || isLate(begin)) {
                    String output = Files.readString(directory.resolve("output"));
                    throw new IOException("the server does not serve: " + output.strip(), e);
                }
            }
            process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean isLate(long begin) {
        return System.nanoTime() - begin > START_TIMEOUT.toNanos();
    }

    long pid() {
        return process.pid();
    }

    /// How long it took from the command until a bucket was made.
    double startSeconds() {
        return startSeconds;
    }

    /// What it takes of a processor, in percent, over `span`.
    double cpuPercent(Duration span) throws IOException, InterruptedException {
        ProcessUsage usage = ProcessUsage.of(pid());
        double before = usage.cpuMillis();
        long begin = System.nanoTime();
        if (process.waitFor(span.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the server ended");
        }
        return (usage.cpuMillis() - before) * 1e6 / (System.nanoTime() - begin) * 100;
    }

    /// Ends it at once, and removes what it wrote.
    @Override
    public void close() throws IOException {
        try {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path each : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
