package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.Signatures;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerNodeTest {
    @Test
    void start_withARootUserThatIsRefused_touchesNoDrive(@TempDir Path directory) {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        List<Path> drives = LiveServer.drives(directory);
        ServerConfig config =
                new ServerConfig(
                        drives,
                        ServerConfig.Storage.DEFAULT,
                        new ServerConfig.Addresses(any, any, any),
                        Signatures.DEFAULT,
                        List.of(),
                        false,
                        Duration.ofSeconds(2),
                        ServerConfig.Upkeep.DEFAULT);
        ServerEnvironment environment =
                ServerEnvironment.of(
                        Clock.systemUTC(),
                        Map.of(
                                RootCredentials.USER_VARIABLE,
                                "a user",
                                RootCredentials.PASSWORD_VARIABLE,
                                LiveServer.PASSWORD));
        try (ServerNode node = new ServerNode(config, environment, words -> {}, () -> {})) {
            assertThatThrownBy(node::start)
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining(RootCredentials.USER_VARIABLE);
        }
        assertThat(drives).allSatisfy(drive -> assertThat(drive).doesNotExist());
    }
}
