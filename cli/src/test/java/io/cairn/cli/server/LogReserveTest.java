package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

            disk.fault = FaultyDisk.Fault.SAYS_FULL;
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
            s3.createBucket(b -> b.bucket("more"));
        }
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
                                    .contains("the drive that holds the log has only 0 bytes left");
                        });
    }
}
