package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cairn.api.operation.Authorizer;
import io.cairn.api.operation.Limits;
import io.cairn.api.operation.S3Action;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Copying objects, asked for by the AWS SDK.
final class CopyTest {
    private static final String BUCKET = "bucket";

    private NodeFixture node = new NodeFixture();

    @BeforeEach
    void createBucket() {
        node.s3().createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void put(String key, String text) {
        node.s3().putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(text));
    }

    private String get(String key) {
        return node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String();
    }

    @Test
    void copy_toAnotherKey_hasOwnContentAndMetadata() {
        node.s3()
                .putObject(
                        b -> b.bucket(BUCKET).key("a +b").metadata(Map.of("m", "1")),
                        RequestBody.fromString("content"));
        CopyObjectResponse copied =
                node.s3()
                        .copyObject(b ->
                                b.sourceBucket(BUCKET)
                                        .sourceKey("a +b")
                                        .destinationBucket(BUCKET)
                                        .destinationKey("c"));
        assertThat(copied.copyObjectResult().eTag())
                .isEqualTo("\"9a0364b9e99bb480dd25e1f0284c8555\"");
        node.s3().deleteObject(b -> b.bucket(BUCKET).key("a +b"));
        assertThat(get("c")).isEqualTo("content");
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("c")).metadata())
                .containsEntry("m", "1");
        BucketsTest.assertFails(
                () ->
                        node.s3()
                                .copyObject(b ->
                                        b.sourceBucket(BUCKET)
                                                .sourceKey("none")
                                                .destinationBucket(BUCKET)
                                                .destinationKey("d")),
                404,
                "NoSuchKey");
    }

    @Test
    void copy_ontoItself_rewritesMetadataOnly() {
        put("k", "content");
        int blobs = node.blobs.size();
        BucketsTest.assertFails(
                () -> copyOntoItself(MetadataDirective.COPY), 400, "InvalidRequest");
        node.namespace.staleRewrites.set(3);
        copyOntoItself(MetadataDirective.REPLACE);
        assertThat(get("k")).isEqualTo("content");
        assertThat(node.blobs.size()).isEqualTo(blobs);
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).metadata())
                .containsEntry("new", "1");
    }

    /// The object was replaced meanwhile by one whose shards cannot stay as they are.
    @Test
    void copy_ontoItself_ofAnObjectReplacedMeanwhile_keepsTheNewContent() {
        put("k", "old");
        node.namespace.whenStale =
                () ->
                        node.s3()
                                .putObject(
                                        b ->
                                                b.bucket(BUCKET)
                                                        .key("k")
                                                        .storageClass("REDUCED_REDUNDANCY"),
                                        RequestBody.fromString("new"));
        node.namespace.staleRewrites.set(1);
        copyOntoItself(MetadataDirective.REPLACE);
        assertThat(get("k")).isEqualTo("new");
    }

    private void copyOntoItself(MetadataDirective directive) {
        node.s3()
                .copyObject(b ->
                        b.sourceBucket(BUCKET)
                                .sourceKey("k")
                                .destinationBucket(BUCKET)
                                .destinationKey("k")
                                .metadataDirective(directive)
                                .metadata(Map.of("new", "1")));
    }

    @Test
    void copy_withFailingConditions_isPreconditionFailed() {
        put("k", "content");
        BucketsTest.assertFails(
                () ->
                        node.s3()
                                .copyObject(b ->
                                        b.sourceBucket(BUCKET)
                                                .sourceKey("k")
                                                .destinationBucket(BUCKET)
                                                .destinationKey("c")
                                                .copySourceIfMatch("\"other\"")),
                412,
                "PreconditionFailed");
    }

    @Test
    void copy_whileAsManyRunAsMay_isSlowDown() {
        node.close();
        node =
                new NodeFixture(
                        oneCopyAtATime(Duration.ofMillis(1), Limits.DEFAULT.keepAliveEvery()));
        createBucket();
        put("k", "content");
        AtomicReference<Throwable> second = new AtomicReference<>();
        node.blobs.beforeOpen =
                () -> {
                    node.blobs.beforeOpen = () -> {};
                    second.set(catchThrowable(() -> copy("k", "second")));
                };
        copy("k", "first");
        assertThat(second.get())
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SlowDown"));
        copy("k", "second");
        assertThat(get("second")).isEqualTo("content");
    }

    @ParameterizedTest
    @CsvSource({
        "/bucket/c,  bucket/none,   x-amz-meta-m: 1,                404, NoSuchKey",
        "/bucket/c,  none/k,        x-amz-meta-m: 1,                404, NoSuchBucket",
        "/bucket/c,  bucket/k,      x-amz-copy-source-if-match: o,  412, PreconditionFailed",
        "/bucket/c,  bucket/secret, x-amz-meta-m: 1,                403, AccessDenied",
        "UPLOAD,     bucket/none,   x-amz-meta-m: 1,                404, NoSuchKey",
        "UPLOAD,     bucket/k,      x-amz-copy-source-if-match: o,  412, PreconditionFailed",
        "UPLOAD,     bucket/k,      x-amz-copy-source-range: bytes=9-99, 400, InvalidArgument",
        "UPLOAD,     bucket/secret, x-amz-meta-m: 1,                403, AccessDenied",
        "NO UPLOAD,  bucket/k,      x-amz-meta-m: 1,                404, NoSuchUpload",
    })
    void copy_ofASourceThatCannotBeCopied_isAPlainErrorThoughNoCopyMayRun(
            String target, String source, String header, int status, String code) throws Exception {
        node.close();
        node =
                new NodeFixture(
                        oneCopyAtATime(Duration.ofSeconds(1), Duration.ofMillis(20)),
                        CopyTest::isNoSecret);
        createBucket();
        put("k", "content");
        put("secret", "content");
        String uri =
                switch (target) {
                    case "UPLOAD" ->
                            part(
                                    node.s3()
                                            .createMultipartUpload(b -> b.bucket(BUCKET).key("k"))
                                            .uploadId());
                    case "NO UPLOAD" -> part("00000000-0000-0000-0000-000000000000");
                    default -> target;
                };
        AtomicReference<HttpResponse<String>> second = new AtomicReference<>();
        node.blobs.beforeOpen =
                () -> {
                    node.blobs.beforeOpen = () -> {};
                    HandSignedRequest copy =
                            HandSignedRequest.of(
                                    "PUT", uri, "x-amz-copy-source: " + source, header);
                    assertThatCode(() -> second.set(copy.send(node))).doesNotThrowAnyException();
                };
        copy("k", "first");
        assertThat(second.get().body()).contains("<Code>" + code + "</Code>");
        assertThat(second.get().statusCode()).isEqualTo(status);
    }

    private static String part(String upload) {
        return "/bucket/k?partNumber=1&uploadId=" + upload;
    }

    private static boolean isNoSecret(Authorizer.Question question) {
        return question.action() != S3Action.GetObject
                || !question.resource().arn().endsWith("/secret");
    }

    @Test
    void copy_whoseSourceCannotBeRead_closesItsContent() {
        put("k", "content");
        node.blobs.beforeBlobs =
                () -> {
                    throw new IllegalStateException("as the test wants it");
                };
        BucketsTest.assertFails(() -> copy("k", "c"), 500, "InternalError");
    }

    private void copy(String from, String to) {
        node.s3()
                .copyObject(b ->
                        b.sourceBucket(BUCKET)
                                .sourceKey(from)
                                .destinationBucket(BUCKET)
                                .destinationKey(to));
    }

    /// Room for one copy. Others wait for `wait`.
    private static Limits oneCopyAtATime(Duration wait, Duration keepAliveEvery) {
        Limits all = Limits.DEFAULT;
        return new Limits(
                all.requestsMax(),
                wait,
                all.partRowsMax(),
                1,
                all.objectBytesMax(),
                all.partBytesMax(),
                all.userMetadataBytesMax(),
                all.documentBytesMax(),
                all.documentsBytesMax(),
                all.answersBytesMax(),
                all.pageRowsMax(),
                all.bucketsPageMax(),
                all.staleRetriesMax(),
                keepAliveEvery);
    }

    @Test
    void copy_intoUnavailableNamespace_discardsBlob() {
        put("k", "content");
        int before = node.blobs.size();
        node.namespace.appending = ScriptedNamespace.Appending.UNAVAILABLE;
        BucketsTest.assertFails(
                () ->
                        node.s3()
                                .copyObject(b ->
                                        b.sourceBucket(BUCKET)
                                                .sourceKey("k")
                                                .destinationBucket(BUCKET)
                                                .destinationKey("c")),
                503,
                "ServiceUnavailable");
        assertThat(node.blobs.size()).isEqualTo(before);
    }
}
