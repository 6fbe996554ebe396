package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/// The real process, killed under load and started again: what it acknowledged is there.
class CrashTest {
    /// Kill it more often with `-Dcairn.kills=N -Dtest=CrashTest`.
    private static final int ROUNDS = Integer.getInteger("cairn.kills", 2);

    private static final int ACKNOWLEDGED_BEFORE_KILL = 250;

    @TempDir Path directory;

    private final AcknowledgedLoad load = new AcknowledgedLoad();

    @Test
    void server_killedUnderLoad_keepsWhatItAcknowledgedAndNothingElse() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (ServerProcess server = ServerProcess.start(directory, Map.of())) {
                URI endpoint = server.awaitReady();
                try (S3Client s3 = LiveServer.client(endpoint)) {
                    if (round == 0) {
                        s3.createBucket(b -> b.bucket(AcknowledgedLoad.BUCKET));
                    }
                    load.check(s3);
                }
                load.loadAndKill(server, endpoint, round, ACKNOWLEDGED_BEFORE_KILL);
            }
        }
        try (LiveServer server = new LiveServer(directory)) {
            load.check(server.s3());
            AcknowledgedLoad.abortUploads(server.s3());
            LiveServer.await(() -> server.shards() == load.shardsNeeded());
            assertThat(server.shards()).isEqualTo(load.shardsNeeded());
        }
    }

    @Test
    void server_terminated_endsCleanlyAndSoon() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, Map.of())) {
            server.awaitReady();
            server.terminate();
            assertThat(server.awaitExit(10)).as(server.output()).isZero();
        }
    }

    @Test
    void secondServer_onTheSameDrives_endsWithAReason() throws Exception {
        try (ServerProcess first = ServerProcess.start(directory, Map.of())) {
            first.awaitReady();
            try (ServerProcess second = ServerProcess.start(directory, Map.of())) {
                assertThat(second.awaitExit(30)).isEqualTo(1);
                assertThat(second.output())
                        .contains("cairn: ", "drive1 is in use by another server")
                        .doesNotContain("\tat ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--heal-rate,0",
        "--heal-rate,-1",
        "--scrub-days,0",
        "--scrub-days,month",
        "--pack-limit-kib,-1",
        "--pack-limit-kib,513"
    })
    void server_withAnOptionThatMakesNoSense_endsNamingIt(String option, String value)
            throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, Map.of(option, value))) {
            assertThat(server.awaitExit(30)).as(server.output()).isPositive();
            assertThat(server.output()).contains(option, value).doesNotContain("\tat ");
            assertThat(directory.resolve("drive1")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--address", "--kafka-address", "--registry-address"})
    void server_onATakenPort_endsNamingTheOption(String option) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                ServerProcess server =
                        ServerProcess.start(
                                directory, Map.of(option, "127.0.0.1:" + taken.getLocalPort()))) {
            assertThat(server.awaitExit(30)).as(server.output()).isEqualTo(1);
            assertThat(server.output())
                    .contains("cairn: ", String.valueOf(taken.getLocalPort()), option)
                    .doesNotContain("\tat ");
        }
    }
}
