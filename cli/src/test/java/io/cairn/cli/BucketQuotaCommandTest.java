package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.auth.Signatures;
import io.cairn.cli.client.SignedClient;
import io.cairn.cli.server.ServerConfig;
import io.cairn.cli.server.ServerEnvironment;
import io.cairn.cli.server.ServerNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketQuotaCommandTest {
    private static final String USER = "cairn-tests";
    private static final String PASSWORD = "secret+/of the tests";
    private static final Map<String, String> KEYS =
            Map.of("CAIRN_ROOT_USER", USER, "CAIRN_ROOT_PASSWORD", PASSWORD);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @TempDir Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Map<String, String> variables, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return AdminCommand.line(Clock.systemUTC(), variables)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    /// Against a whole server: what the command sets is what its clients meet.
    @Test
    void quota_thatIsSetShownAndRemoved_isWhatTheServerObeys() throws Exception {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        ServerConfig config =
                new ServerConfig(
                        List.of(directory.resolve("drive")),
                        ServerConfig.Storage.DEFAULT,
                        new ServerConfig.Addresses(any, any, any),
                        Signatures.DEFAULT,
                        List.of(),
                        false,
                        Duration.ofSeconds(1),
                        ServerConfig.Upkeep.DEFAULT);
        try (ServerNode node =
                new ServerNode(
                        config,
                        ServerEnvironment.of(Clock.systemUTC(), KEYS),
                        System.err::println,
                        () -> {})) {
            node.start();
            while (!node.ready()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            check("http://" + Addresses.show(node.s3()));
        }
    }

    private void check(String endpoint) throws Exception {
        String[] quota = {"bucket", "quota", "photos", "--endpoint", endpoint};
        assertThat(run(KEYS, quota)).isEqualTo(1);
        assertThat(err.toString()).contains("NoSuchBucket");
        SignedClient.Key key = new SignedClient.Key(USER, PASSWORD, "us-east-1");
        try (SignedClient client = new SignedClient(URI.create(endpoint), key, Clock.systemUTC())) {
            client.send(SignedClient.Request.of("PUT", "/photos"));
            client.send(SignedClient.Request.put("/photos/a", new byte[700]));
            assertThat(run(KEYS, quota)).isZero();
            assertThat(out.toString().strip())
                    .isEqualTo("photos holds 700 bytes in 1 versions; quota: none");
            assertThat(run(KEYS, with(quota, "--size", "1KB"))).isZero();
            assertThat(out.toString()).contains("quota: 1000 bytes");
            assertThat(failure(client)).contains("QuotaExceeded");
            assertThat(run(KEYS, with(quota, "--none"))).isZero();
            assertThat(out.toString()).contains("quota: none");
            assertThat(failure(client)).isEmpty();
        }
    }

    private static String[] with(String[] quota, String... more) {
        return Stream.concat(Stream.of(quota), Stream.of(more)).toArray(String[]::new);
    }

    private static String failure(SignedClient client) throws InterruptedException {
        try {
            client.send(SignedClient.Request.put("/photos/b", new byte[301]));
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void command_ofAServerThatIsNotThere_saysSo() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String endpoint = "http://127.0.0.1:" + port;
        assertThat(run(KEYS, "bucket", "quota", "photos", "--endpoint", endpoint)).isEqualTo(1);
        assertThat(err.toString().strip()).isEqualTo("nothing answers at " + endpoint);
    }

    @Test
    void command_thatCannotBeUnderstood_saysWhy() {
        assertThat(run(KEYS, "bucket", "quota", "photos", "--size", "much")).isEqualTo(1);
        assertThat(err.toString()).contains("much is no size");
        assertThat(run(KEYS, "bucket", "quota", "No Bucket")).isEqualTo(1);
        assertThat(err.toString()).contains("is not the name of a bucket");
        assertThat(run(Map.of(), "bucket", "quota", "photos")).isEqualTo(1);
        assertThat(err.toString()).contains("CAIRN_ROOT_USER");
        assertThat(run(KEYS, "bucket", "quota", "photos", "--size", "1", "--none")).isEqualTo(2);
    }
}
