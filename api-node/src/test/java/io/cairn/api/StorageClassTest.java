package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.blobs.Redundancy;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.StorageClass;

/// Storage classes are kept and shown; one of them asks for less redundancy.
final class StorageClassTest {
    private static final String BUCKET = "bkt";

    private final NodeFixture node = new NodeFixture();
    private final S3Client s3 = node.s3();

    @BeforeEach
    void create() {
        s3.createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void put(String key, StorageClass storageClass) {
        s3.putObject(
                b -> b.bucket(BUCKET).key(key).storageClass(storageClass),
                RequestBody.fromString("content"));
    }

    private void assertShown(String key, String shown, String listed) {
        String header = s3.headObject(b -> b.bucket(BUCKET).key(key)).storageClassAsString();
        assertThat(Objects.requireNonNullElse(header, "")).isEqualTo(shown);
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String())
                .isEqualTo("content");
        assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents().getFirst())
                .satisfies(row -> assertThat(row.storageClassAsString()).isEqualTo(listed));
        assertThat(s3.listObjectVersions(b -> b.bucket(BUCKET)).versions().getFirst())
                .satisfies(row -> assertThat(row.storageClassAsString()).isEqualTo(listed));
        assertThat(
                        s3.getObjectAttributes(b ->
                                        b.bucket(BUCKET)
                                                .key(key)
                                                .objectAttributes(ObjectAttributes.STORAGE_CLASS))
                                .storageClassAsString())
                .isEqualTo(listed);
    }

    @ParameterizedTest
    @EnumSource(names = "UNKNOWN_TO_SDK_VERSION", mode = EnumSource.Mode.EXCLUDE)
    void anyClass_isKeptAndShown(StorageClass storageClass) {
        put("k", storageClass);
        boolean standard = storageClass == StorageClass.STANDARD;
        assertShown("k", standard ? "" : storageClass.toString(), storageClass.toString());
    }

    @Test
    void object_ofNoClass_isStandard() {
        s3.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromString("content"));
        assertShown("k", "", "STANDARD");
    }

    @Test
    void unknownClass_isInvalidStorageClass() throws Exception {
        for (String name : new String[] {"COLD", "standard", ""}) {
            for (HandSignedRequest request :
                    new HandSignedRequest[] {
                        HandSignedRequest.of("PUT", "/bkt/k", "x-amz-storage-class: " + name),
                        HandSignedRequest.of(
                                "POST", "/bkt/k?uploads", "x-amz-storage-class: " + name)
                    }) {
                HttpResponse<String> response = request.send(node);
                assertThat(response.body()).contains("<Code>InvalidStorageClass</Code>");
                assertThat(response.statusCode()).isEqualTo(400);
            }
        }
        assertThat(
                        HandSignedRequest.of(
                                        "PUT",
                                        "/bkt/k",
                                        "x-amz-storage-class: STANDARD",
                                        "x-amz-storage-class: GLACIER")
                                .send(node)
                                .body())
                .contains("<Code>InvalidStorageClass</Code>");
        assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents()).isEmpty();
    }

    @Test
    void upload_keepsItsClass() {
        String id =
                s3.createMultipartUpload(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .storageClass(StorageClass.REDUCED_REDUNDANCY))
                        .uploadId();
        String etag =
                s3.uploadPart(
                                b -> b.bucket(BUCKET).key("k").uploadId(id).partNumber(1),
                                RequestBody.fromString("content"))
                        .eTag();
        assertThat(s3.listParts(b -> b.bucket(BUCKET).key("k").uploadId(id)).storageClassAsString())
                .isEqualTo("REDUCED_REDUNDANCY");
        assertThat(
                        s3.listMultipartUploads(b -> b.bucket(BUCKET))
                                .uploads()
                                .getFirst()
                                .storageClassAsString())
                .isEqualTo("REDUCED_REDUNDANCY");
        s3.completeMultipartUpload(b ->
                b.bucket(BUCKET)
                        .key("k")
                        .uploadId(id)
                        .multipartUpload(m ->
                                m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
        assertShown("k", "REDUCED_REDUNDANCY", "REDUCED_REDUNDANCY");
        assertThat(node.blobs.asked).containsExactly(Redundancy.REDUCED);
    }

    @Test
    void copy_hasTheClassThatItAsksForAndElseTheStandardOne() {
        put("k", StorageClass.GLACIER_IR);
        s3.copyObject(b -> from(b, "plain"));
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("plain")).storageClass()).isNull();
        s3.copyObject(b -> from(b, "ia").storageClass(StorageClass.STANDARD_IA));
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("ia")).storageClass())
                .isEqualTo(StorageClass.STANDARD_IA);
    }

    private static software.amazon.awssdk.services.s3.model.CopyObjectRequest.Builder from(
            software.amazon.awssdk.services.s3.model.CopyObjectRequest.Builder copy, String key) {
        return copy.sourceBucket(BUCKET)
                .sourceKey("k")
                .destinationBucket(BUCKET)
                .destinationKey(key);
    }

    @Test
    void copyOntoItself_thatNamesAClass_isAChange() {
        s3.putObject(
                b -> b.bucket(BUCKET).key("k").metadata(Map.of("m", "1")),
                RequestBody.fromString("content"));
        int blobs = node.blobs.size();
        BucketsTest.assertFails(() -> s3.copyObject(b -> from(b, "k")), 400, "InvalidRequest");
        s3.copyObject(b -> from(b, "k").storageClass(StorageClass.STANDARD));
        s3.copyObject(b -> from(b, "k").storageClass(StorageClass.STANDARD_IA));
        assertShown("k", "STANDARD_IA", "STANDARD_IA");
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("k")).metadata())
                .containsEntry("m", "1");
        assertThat(node.blobs.size()).isEqualTo(blobs);
        s3.copyObject(b -> from(b, "k").metadataDirective(MetadataDirective.REPLACE));
        assertShown("k", "", "STANDARD");
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("k")).metadata()).isEmpty();
    }

    @Test
    void copyOntoItself_intoOtherRedundancy_writesTheContentAnew() {
        put("k", StorageClass.STANDARD);
        s3.copyObject(b -> from(b, "k").storageClass(StorageClass.REDUCED_REDUNDANCY));
        assertShown("k", "REDUCED_REDUNDANCY", "REDUCED_REDUNDANCY");
        s3.copyObject(b -> from(b, "k").storageClass(StorageClass.ONEZONE_IA));
        assertShown("k", "ONEZONE_IA", "ONEZONE_IA");
        assertThat(node.blobs.asked)
                .containsExactly(Redundancy.FULL, Redundancy.REDUCED, Redundancy.FULL);
    }

    @Test
    void archivedObject_isRestoredAlready() throws Exception {
        put("k", StorageClass.GLACIER);
        put("plain", StorageClass.STANDARD);
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("k")).restore())
                .contains("ongoing-request=\"false\"");
        assertThat(HandSignedRequest.of("POST", "/bkt/k?restore").send(node).statusCode())
                .isEqualTo(200);
        assertThat(HandSignedRequest.of("POST", "/bkt/plain?restore").send(node).body())
                .contains("<Code>InvalidObjectState</Code>");
    }
}
