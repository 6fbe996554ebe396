package io.cairn.api;

import static io.cairn.api.BucketsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/// Conditions on the current version of a key, and on the owner of a bucket, in every operation
/// that takes them, asked for by the AWS SDK.
final class ConditionsTest {
    private static final String BUCKET = "bucket";
    private static final String OTHER = "\"0123456789abcdef0123456789abcdef\"";

    private final NodeFixture node = new NodeFixture();

    @BeforeEach
    void createBucket() {
        node.s3().createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String put(String key) {
        return node.s3()
                .putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(key))
                .eTag();
    }

    private void putIfMatch(String key, String etag) {
        node.s3()
                .putObject(
                        b -> b.bucket(BUCKET).key(key).ifMatch(etag),
                        RequestBody.fromString("new"));
    }

    private void enableVersioning() {
        node.s3()
                .putBucketVersioning(b ->
                        b.bucket(BUCKET)
                                .versioningConfiguration(
                                        v -> v.status(BucketVersioningStatus.ENABLED)));
    }

    private static void assertMissed(ThrowingCallable call) {
        assertFails(call, 412, "PreconditionFailed");
    }

    @Test
    void put_ifMatch_needsTheCurrentVersion() {
        enableVersioning();
        assertFails(() -> putIfMatch("k", "*"), 404, "NoSuchKey");
        String first = put("k");
        putIfMatch("k", "*");
        assertMissed(() -> putIfMatch("k", first));
        node.s3().deleteObject(b -> b.bucket(BUCKET).key("k"));
        assertFails(() -> putIfMatch("k", "*"), 404, "NoSuchKey");
        node.s3()
                .putObject(
                        b -> b.bucket(BUCKET).key("k").ifNoneMatch("*"),
                        RequestBody.fromString("again"));
    }

    private CopyObjectRequest.Builder copy(String target) {
        return CopyObjectRequest.builder()
                .sourceBucket(BUCKET)
                .sourceKey("source")
                .destinationBucket(BUCKET)
                .destinationKey(target);
    }

    @Test
    void copy_isMadeOnlyIfItsTargetIsAsAskedFor() {
        put("source");
        node.s3().copyObject(copy("k").ifNoneMatch("*").build());
        assertMissed(() -> node.s3().copyObject(copy("k").ifNoneMatch("*").build()));
        assertMissed(() -> node.s3().copyObject(copy("k").ifMatch(OTHER).build()));
        String etag = put("k");
        node.s3().copyObject(copy("k").ifMatch(etag).build());
        assertFails(
                () -> node.s3().copyObject(copy("none").ifMatch(etag).build()), 404, "NoSuchKey");
    }

    @Test
    void copyOntoItself_isMadeOnlyIfItsTargetIsAsAskedFor() {
        String etag = put("source");
        CopyObjectRequest.Builder copy = copy("source").metadataDirective("REPLACE");
        assertMissed(() -> node.s3().copyObject(copy.ifNoneMatch("*").build()));
        assertMissed(() -> node.s3().copyObject(copy.ifNoneMatch(null).ifMatch(OTHER).build()));
        node.s3().copyObject(copy.ifMatch(etag).build());
    }

    @Test
    void completion_whoseTargetIsAnother_leavesItsUpload() {
        String etag = put("k");
        String id = node.s3().createMultipartUpload(b -> b.bucket(BUCKET).key("k")).uploadId();
        String part =
                node.s3()
                        .uploadPart(
                                b -> b.bucket(BUCKET).key("k").uploadId(id).partNumber(1),
                                RequestBody.fromString("part"))
                        .eTag();
        assertMissed(() -> complete(id, part, null, "*"));
        assertMissed(() -> complete(id, part, OTHER, null));
        complete(id, part, etag, null);
        assertThat(node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).asUtf8String())
                .isEqualTo("part");
    }

    private void complete(
            String id, String etag, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
        CompletedPart part = CompletedPart.builder().partNumber(1).eTag(etag).build();
        node.s3()
                .completeMultipartUpload(b ->
                        b.bucket(BUCKET)
                                .key("k")
                                .uploadId(id)
                                .ifMatch(ifMatch)
                                .ifNoneMatch(ifNoneMatch)
                                .multipartUpload(u -> u.parts(part)));
    }

    @Test
    void delete_comparesTheCurrentVersionOrTheOneThatItNames() {
        enableVersioning();
        String first = put("k");
        String version = node.s3().headObject(b -> b.bucket(BUCKET).key("k")).versionId();
        putIfMatch("k", "*");
        assertMissed(() -> node.s3().deleteObject(b -> b.bucket(BUCKET).key("k").ifMatch(first)));
        assertMissed(() ->
                node.s3()
                        .deleteObject(
                                b -> b.bucket(BUCKET).key("k").versionId(version).ifMatchSize(3L)));
        node.s3().deleteObject(b -> b.bucket(BUCKET).key("k").versionId(version).ifMatch(first));
        assertThat(
                        node.s3()
                                .deleteObject(b -> b.bucket(BUCKET).key("k").ifMatch("*"))
                                .deleteMarker())
                .isTrue();
    }

    @Test
    void deleteObjects_deletesWhatIsAsItsEntrySays() {
        List<ObjectIdentifier> wrong = new ArrayList<>();
        List<ObjectIdentifier> right = new ArrayList<>();
        for (String key : List.of("tag", "time", "size")) {
            String etag = put(key);
            Instant modified = node.s3().headObject(b -> b.bucket(BUCKET).key(key)).lastModified();
            ObjectIdentifier.Builder each = ObjectIdentifier.builder().key(key);
            right.add(
                    switch (key) {
                        case "tag" -> each.eTag(etag).build();
                        case "time" -> each.lastModifiedTime(modified).build();
                        default -> each.size(4L).build();
                    });
            wrong.add(
                    switch (key) {
                        case "tag" -> each.eTag(OTHER).build();
                        case "time" -> each.lastModifiedTime(modified.minusSeconds(1)).build();
                        default -> each.size(5L).build();
                    });
        }
        DeleteObjectsResponse none =
                node.s3().deleteObjects(b -> b.bucket(BUCKET).delete(d -> d.objects(wrong)));
        assertThat(none.errors())
                .hasSize(3)
                .extracting(S3Error::code)
                .containsOnly("PreconditionFailed");
        DeleteObjectsResponse all =
                node.s3().deleteObjects(b -> b.bucket(BUCKET).delete(d -> d.objects(right)));
        assertThat(all.deleted()).hasSize(3);
    }

    @Test
    void bucket_ofAnotherOwner_isRefusedEverywhere() {
        put("source");
        String stranger = "111122223333";
        assertDenied(() ->
                node.s3()
                        .putObject(
                                b -> b.bucket(BUCKET).key("k").expectedBucketOwner(stranger),
                                RequestBody.fromString("x")));
        assertDenied(() ->
                node.s3()
                        .getObject(
                                b -> b.bucket(BUCKET).key("source").expectedBucketOwner(stranger)));
        assertDenied(() ->
                node.s3()
                        .deleteObject(
                                b -> b.bucket(BUCKET).key("source").expectedBucketOwner(stranger)));
        assertDenied(() ->
                node.s3()
                        .createMultipartUpload(
                                b -> b.bucket(BUCKET).key("k").expectedBucketOwner(stranger)));
        assertDenied(() -> node.s3().copyObject(copy("k").expectedBucketOwner(stranger).build()));
        assertDenied(
                () -> node.s3().copyObject(copy("k").expectedSourceBucketOwner(stranger).build()));
        node.s3()
                .copyObject(
                        copy("k")
                                .expectedBucketOwner("root")
                                .expectedSourceBucketOwner("root")
                                .build());
    }

    private static void assertDenied(ThrowingCallable call) {
        assertFails(call, 403, "AccessDenied");
    }
}
