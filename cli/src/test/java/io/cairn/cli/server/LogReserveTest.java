package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What a server takes whose log's drive is below its reserve.
class LogReserveTest {
    @TempDir Path directory;

    @Test
    void server_belowTheReserveOfItsLog_takesOnlyWhatFreesSpace() {
        FaultyDisk disk = new FaultyDisk(LiveServer.drives(directory).getFirst());
        try (LiveServer server = new LiveServer(directory, disk)) {
            S3Client s3 = server.s3();
            s3.createBucket(b -> b.bucket("empty"));
            s3.createBucket(b -> b.bucket("bucket"));
            for (String key : List.of("kept", "deleted")) {
                s3.putObject(p -> p.bucket("bucket").key(key), RequestBody.fromString(key));
            }
            String completed = begin(s3, "completed");
            CompletedPart part = part(s3, "completed", completed);
            String aborted = begin(s3, "aborted");
            part(s3, "aborted", aborted);

            disk.fault = FaultyDisk.Fault.SAYS_LOW;
            assertThat(LiveServer.await(() -> isRefused(s3))).isTrue();
            assertSlowDown(() -> s3.createBucket(b -> b.bucket("more")));
            assertSlowDown(() -> begin(s3, "more"));
            assertSlowDown(() -> part(s3, "completed", completed));
            assertSlowDown(() ->
                    s3.copyObject(c ->
                            c.sourceBucket("bucket")
                                    .sourceKey("kept")
                                    .destinationBucket("bucket")
                                    .destinationKey("kept")
                                    .metadataDirective(MetadataDirective.REPLACE)
                                    .metadata(Map.of("a", "b"))));

            assertThat(s3.getObjectAsBytes(g -> g.bucket("bucket").key("kept")).asUtf8String())
                    .isEqualTo("kept");
            s3.deleteObject(d -> d.bucket("bucket").key("deleted"));
            s3.completeMultipartUpload(c ->
                    c.bucket("bucket")
                            .key("completed")
                            .uploadId(completed)
                            .multipartUpload(m -> m.parts(part)));
            s3.abortMultipartUpload(a -> a.bucket("bucket").key("aborted").uploadId(aborted));
            s3.deleteBucket(d -> d.bucket("empty"));
            assertThat(s3.listObjectsV2(l -> l.bucket("bucket")).contents())
                    .extracting(each -> each.key())
                    .containsExactly("completed", "kept");

            disk.fault = FaultyDisk.Fault.NONE;
            assertThat(LiveServer.await(() -> !isRefused(s3))).isTrue();
            s3.createBucket(b -> b.bucket("more"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyDisk.Fault.class,
            names = {"SAYS_FULL", "OUT_OF_INODES"})
    void server_whoseLogHasNoRoomAtAll_goesOnReadingAndSaysWhy(FaultyDisk.Fault fault)
            throws Exception {
        FaultyDisk disk = new FaultyDisk(LiveServer.drives(directory).getFirst());
        try (LiveServer server = new LiveServer(directory, disk);
                HttpClient http = HttpClient.newHttpClient()) {
            S3Client s3 = server.s3();
            s3.createBucket(b -> b.bucket("bucket"));
            s3.putObject(p -> p.bucket("bucket").key("kept"), RequestBody.fromString("kept"));

            disk.fault = fault;
            assertThat(LiveServer.await(() -> isRefused(s3))).isTrue();
            assertThatThrownBy(() -> s3.deleteObject(d -> d.bucket("bucket").key("kept")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(503));
            assertThat(s3.getObjectAsBytes(g -> g.bucket("bucket").key("kept")).asUtf8String())
                    .isEqualTo("kept");
            assertThat(s3.listObjectsV2(l -> l.bucket("bucket")).contents()).hasSize(1);
            assertThat(health(http, server, "ready").statusCode()).isEqualTo(200);
            assertThat(health(http, server, "ready").body()).contains("takes no writes");
            assertThat(health(http, server, "write").statusCode()).isEqualTo(503);
            assertThat(health(http, server, "drives").body()).contains("\"state\":\"full\"");

            disk.fault = FaultyDisk.Fault.NONE;
            assertThat(LiveServer.await(() -> !isRefused(s3))).isTrue();
            s3.deleteObject(d -> d.bucket("bucket").key("kept"));
            assertThat(health(http, server, "write").statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> health(HttpClient http, LiveServer server, String what)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(server.endpoint().resolve("/health/" + what)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String begin(S3Client s3, String key) {
        return s3.createMultipartUpload(c -> c.bucket("bucket").key(key)).uploadId();
    }

    private static CompletedPart part(S3Client s3, String key, String id) {
        String etag =
                s3.uploadPart(
                                u -> u.bucket("bucket").key(key).uploadId(id).partNumber(1),
                                RequestBody.fromString("part"))
                        .eTag();
        return CompletedPart.builder().partNumber(1).eTag(etag).build();
    }

    /// Whether a PUT is refused: the drive is not looked at for each of them.
    private static boolean isRefused(S3Client s3) {
        try {
            s3.putObject(p -> p.bucket("bucket").key("kept"), RequestBody.fromString("kept"));
            return false;
        } catch (S3Exception e) {
            return e.statusCode() == 503;
        }
    }

    private static void assertSlowDown(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(503);
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
                            assertThat(e.awsErrorDetails().errorMessage())
                                    .contains("the drive that holds the log has only ");
                        });
    }
}
