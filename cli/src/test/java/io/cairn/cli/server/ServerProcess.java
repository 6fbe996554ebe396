package io.cairn.cli.server;

import io.cairn.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `cairn server` as a process of its own, with the flags of `bin/cairn`.
final class ServerProcess implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("^Cairn serves on (http://\\S+)$", Pattern.MULTILINE);
    private static final List<String> FLAGS =
            List.of(
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:MaxDirectMemorySize=256m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--add-modules",
                    "jdk.incubator.vector");
    private static final List<String> FREE_PORTS =
            List.of(
                    "--address=127.0.0.1:0",
                    "--kafka-address=127.0.0.1:0",
                    "--registry-address=127.0.0.1:0");

    private final Process process;
    private final Path output;

    private ServerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// Starts a server over the drives in `directory`; the options overrule the free ports.
    static ServerProcess start(Path directory, Map<String, String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "server"));
        for (String port : FREE_PORTS) {
            String name = port.substring(0, port.indexOf('='));
            command.add(options.containsKey(name) ? "" : port);
        }
        command.removeIf(String::isEmpty);
        options.forEach((name, value) -> command.add(name + "=" + value));
        command.add(directory.resolve("drive{1...4}").toString());
        Path output = Files.createTempFile(directory, "server", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put(RootCredentials.USER_VARIABLE, LiveServer.USER);
        builder.environment().put(RootCredentials.PASSWORD_VARIABLE, LiveServer.PASSWORD);
        return new ServerProcess(builder.start(), output);
    }

    /// Waits until the server says where it serves.
    URI awaitReady() {
        LiveServer.await(() -> readyAt() != null || !process.isAlive());
        String place = readyAt();
        if (place == null) {
            throw new IllegalStateException("the server does not serve: " + output());
        }
        return URI.create(place);
    }

    private @Nullable String readyAt() {
        Matcher matcher = READY.matcher(output());
        return matcher.find() ? matcher.group(1) : null;
    }

    /// All it said so far.
    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SIGKILL.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM.
    void terminate() {
        process.destroy();
    }

    /// The exit code; throws if it does not end in time.
    int awaitExit(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running after " + seconds + " s: " + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
