package io.cairn.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Fuzz;
import io.cairn.cli.kafka.BrokerConfig;
import io.cairn.cli.kafka.EmbeddedBroker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sends the registry requests that were put together by chance or spoiled: none of them is
/// answered with an error of the server's own, others are served, and no connection stays behind.
class RegistryFuzzTest {
    private static final int ANSWER_MILLIS = 20_000;
    private static final int HANDLES_SPARE = 30;
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "HEAD", "X");
    private static final List<String> SEGMENTS =
            List.of(
                    "subjects",
                    "versions",
                    "schemas",
                    "ids",
                    "config",
                    "mode",
                    "compatibility",
                    "latest",
                    "schema",
                    "types",
                    "referencedby",
                    "fuzzed",
                    "cairn.own",
                    "1",
                    "-1",
                    "99999999999",
                    "%2F",
                    "%",
                    "%zz",
                    "..",
                    "");
    private static final List<String> QUERIES =
            List.of(
                    "",
                    "?limit=1",
                    "?limit=-5&offset=-9",
                    "?offset=99999999999",
                    "?permanent=true",
                    "?deleted=true&verbose=true",
                    "?&&=&a",
                    "?subjectPrefix=%");
    private static final List<String> BODIES =
            List.of(
                    "",
                    "{}",
                    "[]",
                    "null",
                    "3",
                    "{\"schema\":3}",
                    "{\"schema\":\"\\\"string\\\"\"}",
                    "{\"schema\":\"\\\"Nobody\\\"\"}",
                    "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[{\\\"name\\\":\\\"f\\\",\\\"type\\\":[\\\"null\\\",\\\"A\\\"]}]}\"}",
                    "{\"schema\":\"\\\"int\\\"\",\"schemaType\":\"JSON\"}",
                    "{\"schema\":\"\\\"int\\\"\",\"references\":[{}]}",
                    "{\"compatibility\":\"FULL\",\"mode\":\"READONLY\"}",
                    "{\"compatibility\":{},\"mode\":[]}");

    @TempDir Path directory;

    @Test
    void registry_underRequestsOfChance_servesOthersAndKeepsNothing() throws Exception {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        try (EmbeddedBroker broker =
                new EmbeddedBroker(
                        new BrokerConfig(directory, new UUID(1, 2), any, "cairn."),
                        new SecureRandom())) {
            broker.start(message -> {});
            try (Admin admin = Admin.create(broker.connection().settings());
                    EmbeddedRegistry registry =
                            new EmbeddedRegistry(broker.connection(), (short) 1, "cairn.");
                    RegistryServer server =
                            new RegistryServer(registry, any, RegistryAccess.DEFAULT)) {
                broker.secure(admin);
                registry.start(admin);
                server.start();
                assertServed(server, -1);
                long handles = Fuzz.handles();
                for (long seed : Fuzz.seeds().toArray()) {
                    attack(server, seed);
                    assertServed(server, seed);
                }
                assertThat(Fuzz.await(() -> Fuzz.handles() <= handles + HANDLES_SPARE))
                        .as("%d handles, then %d", handles, Fuzz.handles())
                        .isTrue();
            }
        }
    }

    private static void attack(RegistryServer server, long seed) throws IOException {
        Random random = new Random(seed);
        boolean chunked = random.nextInt(8) == 0;
        byte[] request = request(random, chunked);
        // Only bodies of declared length are spoiled: the fuzzer is for the registry, and chunks
        // are
        // read by the HTTP server.
        boolean spoiled = !chunked && random.nextBoolean();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(spoiled ? Fuzz.spoil(request, random) : request);
            socket.shutdownOutput();
            byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                    .as(Fuzz.replay(RegistryFuzzTest.class, seed))
                    .isNotEqualTo("HTTP/1.1 500");
        } catch (java.net.SocketException e) {
            // The registry has closed the connection, as it may.
        }
    }

    private static byte[] request(Random random, boolean chunked) {
        StringBuilder path = new StringBuilder();
        int segments = 1 + random.nextInt(5);
        for (int i = 0; i < segments; i++) {
            path.append('/').append(one(SEGMENTS, random));
        }
        String target =
                random.nextInt(3) == 0 ? "/subjects/fuzzed/versions" : path + one(QUERIES, random);
        String body = one(BODIES, random);
        String type = random.nextInt(4) == 0 ? "text/plain" : "application/json";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + bytes.length;
        String chunk = Integer.toHexString(bytes.length) + "\r\n" + body + "\r\n";
        String sent = !chunked ? body : (body.isEmpty() ? "" : chunk) + "0\r\n\r\n";
        return (one(METHODS, random)
                        + " "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                        + type
                        + "\r\n"
                        + length
                        + "\r\n\r\n"
                        + sent)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String one(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static void assertServed(RegistryServer server, long seed) {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream()
                    .write(
                            "GET /subjects HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .as(Fuzz.replay(RegistryFuzzTest.class, seed))
                    .startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            throw new AssertionError(Fuzz.replay(RegistryFuzzTest.class, seed), e);
        }
    }
}
