package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.auth.Signatures;
import io.cairn.api.request.Region;
import io.cairn.cli.server.ServerConfig;
import io.cairn.cli.server.ServerEnvironment;
import io.cairn.cli.server.ServerNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BannerTest {
    @TempDir Path directory;

    @Test
    void keys_thatWereJustMade_arePrintedOnATerminalOnlyAndElseTheirFile() {
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        ServerConfig config =
                new ServerConfig(
                        List.of(directory.resolve("drive1")),
                        ServerConfig.Storage.DEFAULT,
                        new ServerConfig.Addresses(any, any, any),
                        Signatures.DEFAULT,
                        List.of(),
                        false,
                        Duration.ofSeconds(1),
                        ServerConfig.Upkeep.DEFAULT);
        ServerEnvironment machine = ServerEnvironment.of(Clock.systemUTC(), Map.of());
        try (ServerNode node = new ServerNode(config, machine, words -> {}, () -> {})) {
            node.start();
            String secret = node.credentials().secretKey();
            assertThat(printed(out -> Banner.print(node, Region.ANY, true, out))).contains(secret);
            assertThat(printed(out -> Banner.print(node, Region.ANY, false, out)))
                    .doesNotContain(secret)
                    .contains(directory.resolve("drive1/credentials.json").toString());
        }
    }

    @Test
    void kafkaPort_thatOthersReach_isWarnedOf() {
        InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 9092);
        InetSocketAddress here = new InetSocketAddress("127.0.0.1", 9092);
        assertThat(printed(out -> Banner.warnOfReaders(everywhere, out)))
                .contains("names and metadata of all objects");
        assertThat(printed(out -> Banner.warnOfReaders(here, out))).isEmpty();
    }

    private static String printed(Consumer<PrintStream> printing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        printing.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
