package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;

/// The real process, killed under load, with any one or two of its four drives emptied before it is
/// started again: what it acknowledged is there, also when the drive with the log is among them.
class AnyDriveLossTest {
    private static final int ACKNOWLEDGED = 150;
    private static final int SETTLED = 20;

    @TempDir Path directory;

    private final AcknowledgedLoad load = new AcknowledgedLoad();

    /// Drives that are emptied, and then others, after the server was killed a second time before
    /// it could have healed anything: only the log is to survive that.
    @ParameterizedTest
    @CsvSource({"1,0", "2,0", "1,2", "1,4", "2,3"})
    void server_killedUnderLoadAndDrivesEmptied_keepsWhatItAcknowledged(int first, int second)
            throws Exception {
        try (ServerProcess server = ServerProcess.start(directory, Map.of())) {
            URI endpoint = server.awaitReady();
            try (S3Client s3 = LiveServer.client(endpoint)) {
                s3.createBucket(b -> b.bucket(AcknowledgedLoad.BUCKET));
                s3.createBucket(b -> b.bucket("empty"));
            }
            load.loadAndKill(server, endpoint, 0, ACKNOWLEDGED);
        }
        empty(first);
        if (second > 0) {
            empty(second);
        }
        try (ServerProcess server = ServerProcess.start(directory, Map.of())) {
            URI endpoint = server.awaitReady();
            boolean home = first == 1;
            assertThat(server.output().contains("made again from the journals")).isEqualTo(home);
            try (S3Client s3 = LiveServer.client(endpoint)) {
                assertThat(s3.listBuckets().buckets())
                        .extracting(each -> each.name())
                        .containsExactly("empty", AcknowledgedLoad.BUCKET);
                load.check(s3);
            }
            load.loadAndKill(server, endpoint, 1, SETTLED);
        }
        try (LiveServer server = new LiveServer(directory)) {
            load.check(server.s3());
        }
    }

    private void empty(int drive) throws IOException {
        Path root = directory.resolve("drive" + drive);
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(root))
                    .forEach(AnyDriveLossTest::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
