package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.platform.file.FileTrees;
import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What a server answers while it folds its log again.
class RestoreEndToEndTest {
    private static final int LARGE_EVENTS = 40;

    @TempDir Path directory;

    @Test
    void server_whileItFoldsItsLogAgain_answers503() throws IOException {
        try (LiveServer server = new LiveServer(directory)) {
            server.s3().createBucket(b -> b.bucket("bucket"));
            server.s3()
                    .putObject(p -> p.bucket("bucket").key("kept"), RequestBody.fromString("kept"));
            for (int number = 0; number < LARGE_EVENTS; number++) {
                deleteManyThatAreNotThere(server.s3(), number);
            }
        }
        FileTrees.delete(LiveServer.drives(directory).getFirst().resolve("state"));
        try (LiveServer server =
                new LiveServer(directory, new FileSystemDisk(), RestoreEndToEndTest::check503)) {
            assertThat(status(server.endpoint(), "/health/ready")).isEqualTo(200);
            assertThat(
                            server.s3()
                                    .getObjectAsBytes(g -> g.bucket("bucket").key("kept"))
                                    .asUtf8String())
                    .isEqualTo("kept");
        }
    }

    @Test
    void server_whoseFoldStoreIsDamaged_setsItAsideAndHoldsAll() throws IOException {
        try (LiveServer server = new LiveServer(directory)) {
            server.s3().createBucket(b -> b.bucket("bucket"));
            server.s3()
                    .putObject(p -> p.bucket("bucket").key("kept"), RequestBody.fromString("kept"));
        }
        Path state = LiveServer.drives(directory).getFirst().resolve("state");
        Path store = state.resolve("partition-0");
        damage(store);
        Path aside = state.resolve("partition-0.damaged");
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(content(server, "kept")).isEqualTo("kept");
            assertThat(aside).isDirectory();
            server.s3()
                    .putObject(p -> p.bucket("bucket").key("new"), RequestBody.fromString("new"));
        }
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(content(server, "kept")).isEqualTo("kept");
            assertThat(content(server, "new")).isEqualTo("new");
            assertThat(aside).doesNotExist();
        }
    }

    private static String content(LiveServer server, String key) {
        return server.s3().getObjectAsBytes(g -> g.bucket("bucket").key(key)).asUtf8String();
    }

    private static void damage(Path store) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(store, "MANIFEST*")) {
            for (Path file : files) {
                Files.write(file, new byte[100]);
            }
        }
    }

    private static void check503(URI endpoint) {
        assertThat(status(endpoint, "/health/live")).isEqualTo(200);
        assertThat(status(endpoint, "/health/ready")).isEqualTo(503);
        try (S3Client s3 = LiveServer.client(endpoint)) {
            assertThatThrownBy(() -> s3.getObject(g -> g.bucket("bucket").key("kept")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(503));
        }
        assertThat(status(endpoint, "/health/ready")).as("all the while").isEqualTo(503);
    }

    /// An event that takes long to fold.
    private static void deleteManyThatAreNotThere(S3Client s3, int number) {
        List<ObjectIdentifier> keys =
                IntStream.range(0, 1000)
                        .mapToObj(i -> "%s-%d-%d".formatted("k".repeat(1000), number, i))
                        .map(key -> ObjectIdentifier.builder().key(key).build())
                        .toList();
        s3.deleteObjects(d -> d.bucket("bucket").delete(all -> all.objects(keys).quiet(true)));
    }

    private static int status(URI endpoint, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(endpoint.resolve(path)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
