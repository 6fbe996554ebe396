package io.cairn.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.load.client.Credentials;
import io.cairn.load.client.Endpoint;
import io.cairn.load.workload.Content;
import io.cairn.load.workload.Fixture;
import io.cairn.load.workload.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedServerTest {
    @Test
    void start_ofAServerThatEnds_saysWhatItSaid() throws IOException {
        Fixture fixture = fixture();

        assertThatThrownBy(() ->
                        StartedServer.start(List.of("sh", "-c", "echo no drives in {}"), fixture))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no drives in /");
    }

    /// For a server at a port where nobody listens.
    private static Fixture fixture() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Target target =
                new Target(
                        Endpoint.parse("http://127.0.0.1:" + port),
                        new Credentials("access", "secret", "us-east-1"),
                        "bucket",
                        Clock.systemUTC());
        return new Fixture(target, new Content(false, false));
    }
}
