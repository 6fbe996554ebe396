package io.cairn.api;

import static io.cairn.api.BucketsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.operation.Authorizer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Quotas of buckets: set by an administrator, met by clients of the AWS SDK.
final class QuotaTest {
    private static final String EXCEEDED = "QuotaExceeded";

    private final List<String> denied = Collections.synchronizedList(new ArrayList<>());
    private final NodeFixture node = new NodeFixture(this::allows);

    private boolean allows(Authorizer.Question question) {
        return !denied.contains(question.action().policyName());
    }

    @BeforeEach
    void createBucket() {
        node.s3().createBucket(b -> b.bucket("bkt"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private HttpResponse<String> set(String document) throws Exception {
        return HandSignedRequest.of("PUT", "/bkt?cairn-quota").withBody(document).send(node);
    }

    private void limit(long bytes) throws Exception {
        HttpResponse<String> answer =
                set("<BucketQuota><QuotaBytes>" + bytes + "</QuotaBytes></BucketQuota>");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private String show() throws Exception {
        return HandSignedRequest.of("GET", "/bkt?cairn-quota").send(node).body();
    }

    private void put(String key, String content) {
        node.s3().putObject(b -> b.bucket("bkt").key(key), RequestBody.fromString(content));
    }

    @Test
    void quota_isMetToTheByteAndShown() throws Exception {
        put("a", "12345");
        assertThat(show())
                .contains("<UsedBytes>5</UsedBytes><UsedVersions>1</UsedVersions>")
                .doesNotContain("QuotaBytes");
        limit(8);
        put("b", "678");
        assertFails(() -> put("c", "9"), 403, EXCEEDED);
        put("empty", "");
        assertThat(show())
                .contains("<QuotaBytes>8</QuotaBytes><UsedBytes>8</UsedBytes>")
                .contains("<UsedVersions>3</UsedVersions>");
        put("a", "1234");
        put("c", "9");
        assertThat(set("<BucketQuota/>").statusCode()).isEqualTo(200);
        put("c", "much more");
    }

    @Test
    void bucket_overItsQuota_mayOnlyShrink() throws Exception {
        put("a", "12345");
        limit(2);
        assertFails(() -> put("a", "123456"), 403, EXCEEDED);
        put("a", "54321");
        put("a", "1");
        put("b", "2");
        assertFails(() -> put("b", "22"), 403, EXCEEDED);
        node.s3().deleteObject(b -> b.bucket("bkt").key("a"));
        put("b", "22");
    }

    @Test
    void versions_ofAKey_allCount() throws Exception {
        node.s3()
                .putBucketVersioning(b ->
                        b.bucket("bkt")
                                .versioningConfiguration(
                                        v -> v.status(BucketVersioningStatus.ENABLED)));
        limit(5);
        put("a", "12");
        put("a", "34");
        node.s3().deleteObject(b -> b.bucket("bkt").key("a"));
        assertFails(() -> put("a", "56"), 403, EXCEEDED);
        put("a", "5");
    }

    @Test
    void copiesAndUploads_meetTheQuotaToo() throws Exception {
        put("a", "12345");
        String id = node.s3().createMultipartUpload(b -> b.bucket("bkt").key("m")).uploadId();
        String etag =
                node.s3()
                        .uploadPart(
                                b -> b.bucket("bkt").key("m").uploadId(id).partNumber(1),
                                RequestBody.fromString("part"))
                        .eTag();
        CompletedPart part = CompletedPart.builder().partNumber(1).eTag(etag).build();
        limit(8);
        assertFails(
                () ->
                        node.s3()
                                .copyObject(b ->
                                        b.sourceBucket("bkt")
                                                .sourceKey("a")
                                                .destinationBucket("bkt")
                                                .destinationKey("b")),
                403,
                EXCEEDED);
        assertFails(() -> complete(id, part), 403, EXCEEDED);
        limit(9);
        complete(id, part);
        assertThat(node.s3().getObjectAsBytes(b -> b.bucket("bkt").key("m")).asUtf8String())
                .isEqualTo("part");
    }

    private void complete(String id, CompletedPart part) {
        node.s3()
                .completeMultipartUpload(b ->
                        b.bucket("bkt").key("m").uploadId(id).multipartUpload(u -> u.parts(part)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Quota/>",
                "<BucketQuota><Quota>5</Quota></BucketQuota>",
                "<BucketQuota><quotaBytes>5</quotaBytes></BucketQuota>",
                "<BucketQuota>5</BucketQuota>",
                "<BucketQuota><QuotaBytes>5</QuotaBytes><QuotaBytes>6</QuotaBytes></BucketQuota>",
                "<BucketQuota><QuotaBytes>-1</QuotaBytes></BucketQuota>",
                "<BucketQuota><QuotaBytes>1GB</QuotaBytes></BucketQuota>"
            })
    void document_thatIsWrong_isRefused(String document) throws Exception {
        assertThat(set(document).body()).contains("<Code>MalformedXML</Code>");
    }

    @Test
    void quota_needsARightOfItsOwn() throws Exception {
        denied.add("cairn:PutBucketQuota");
        assertThat(set("<BucketQuota/>").statusCode()).isEqualTo(403);
        denied.add("cairn:GetBucketQuota");
        assertThat(show()).contains("<Code>AccessDenied</Code>");
    }
}
