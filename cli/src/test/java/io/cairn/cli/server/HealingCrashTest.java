package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.file.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// The real process, killed while it fills a drive that was emptied: the next start goes on.
class HealingCrashTest {
    private static final String BUCKET = "stones";
    private static final int OBJECTS = 12;
    private static final int BYTES = 1_500_000;
    private static final int KILLS = 2;

    /// The process heals slowly, so that it is killed in the midst of it.
    private static final Map<String, String> SLOWLY = Map.of("--heal-rate", "2");

    @TempDir Path directory;

    private static Map<String, byte[]> fill(LiveServer server) {
        server.s3().createBucket(b -> b.bucket(BUCKET));
        Map<String, byte[]> objects = new TreeMap<>();
        for (int i = 0; i < OBJECTS; i++) {
            byte[] content = LiveServer.bytes(i, i % 4 == 0 ? 1_000 : BYTES);
            objects.put("k" + i, content);
            put(server.s3(), "k" + i, content);
        }
        return objects;
    }

    private static void put(S3Client s3, String key, byte[] content) {
        s3.putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
    }

    private static long largeShards(Path drive) {
        try (Stream<Path> files = Files.walk(drive.resolve("shards"))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /// Empties a drive that does not hold the log.
    private Path wipe() throws IOException {
        Path wiped =
                LiveServer.drives(directory).stream()
                        .filter(drive -> !Files.exists(drive.resolve("log")))
                        .findFirst()
                        .orElseThrow();
        FileTrees.delete(wiped);
        return Files.createDirectory(wiped);
    }

    @Test
    void server_killedWhileItHeals_comesToFullRedundancyAfterItsNextStart() throws Exception {
        Map<String, byte[]> objects;
        try (LiveServer server = new LiveServer(directory)) {
            objects = fill(server);
        }
        Path wiped = wipe();
        for (int kill = 0; kill < KILLS; kill++) {
            long before = largeShards(wiped);
            try (ServerProcess server = ServerProcess.start(directory, SLOWLY)) {
                URI endpoint = server.awaitReady();
                try (S3Client s3 = LiveServer.client(endpoint)) {
                    byte[] content = LiveServer.bytes(100L + kill, 2_000);
                    objects.put("during" + kill, content);
                    put(s3, "during" + kill, content);
                }
                assertThat(LiveServer.await(() -> largeShards(wiped) > before))
                        .as(server.output())
                        .isTrue();
                server.kill();
            }
            assertThat(Files.exists(wiped.resolve("refill.json"))).isFalse();
        }
        try (LiveServer server = new LiveServer(directory)) {
            Redundancy redundancy = new Redundancy(server);
            LiveServer.await(() -> redundancy.lacking(BUCKET).isEmpty());
            assertThat(redundancy.lacking(BUCKET)).isEmpty();
            long needed = (long) LiveServer.DRIVES * objects.size();
            LiveServer.await(() -> server.shards() == needed);
            assertThat(server.shards()).isEqualTo(needed);
            objects.forEach((key, content) ->
                    assertThat(
                                    server.s3()
                                            .getObjectAsBytes(g -> g.bucket(BUCKET).key(key))
                                            .asByteArray())
                            .as(key)
                            .isEqualTo(content));
        }
    }
}
