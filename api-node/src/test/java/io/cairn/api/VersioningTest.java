package io.cairn.api;

import static io.cairn.api.BucketsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/// Versions of objects, asked for by the AWS SDK.
final class VersioningTest {
    private static final String BUCKET = "bucket";

    /// A version id of the right form that no version has.
    private static final String OTHER = "01234567-89ab-cdef-0123-456789abcdef";

    private final NodeFixture node = new NodeFixture();

    @BeforeEach
    void createBucket() {
        node.s3().createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void set(BucketVersioningStatus status) {
        node.s3()
                .putBucketVersioning(
                        b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status(status)));
    }

    private void enable() {
        set(BucketVersioningStatus.ENABLED);
    }

    private void suspend() {
        set(BucketVersioningStatus.SUSPENDED);
    }

    private String put(String key, String text) {
        return node.s3()
                .putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(text))
                .versionId();
    }

    private String get(String key) {
        return node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asUtf8String();
    }

    private String get(String key, String version) {
        return node.s3()
                .getObjectAsBytes(b -> b.bucket(BUCKET).key(key).versionId(version))
                .asUtf8String();
    }

    private DeleteObjectResponse delete(String key) {
        return node.s3().deleteObject(b -> b.bucket(BUCKET).key(key));
    }

    private DeleteObjectResponse delete(String key, String version) {
        return node.s3().deleteObject(b -> b.bucket(BUCKET).key(key).versionId(version));
    }

    /// The versions of the bucket as text, in their order.
    private List<String> versions() throws Exception {
        String xml = HandSignedRequest.of("GET", "/bucket?versions").send(node).body();
        return Pattern.compile("<VersionId>([^<]*)</VersionId>")
                .matcher(xml)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /// The null version at which a page ended is replaced before the next page is read.
    @Test
    void pages_whoseNullMarkerIsReplacedBetweenThem_repeatNoRow() {
        enable();
        String oldest = put("k", "1");
        suspend();
        put("k", "2");
        enable();
        String newest = put("k", "3");
        var first = node.s3().listObjectVersions(b -> b.bucket(BUCKET).maxKeys(2));
        assertThat(first.versions()).extracting(v -> v.versionId()).containsExactly(newest, "null");
        suspend();
        put("k", "4");
        var second =
                node.s3()
                        .listObjectVersions(b ->
                                b.bucket(BUCKET)
                                        .keyMarker(first.nextKeyMarker())
                                        .versionIdMarker(first.nextVersionIdMarker()));
        assertThat(second.versions()).extracting(v -> v.versionId()).containsExactly(oldest);
    }

    @Test
    void versioning_thatIsSet_isShown() {
        assertThat(node.s3().getBucketVersioning(b -> b.bucket(BUCKET)).status()).isNull();
        enable();
        assertThat(node.s3().getBucketVersioning(b -> b.bucket(BUCKET)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        suspend();
        assertThat(node.s3().getBucketVersioning(b -> b.bucket(BUCKET)).status())
                .isEqualTo(BucketVersioningStatus.SUSPENDED);
    }

    @ParameterizedTest
    @CsvSource({
        "<Other/>, 400, MalformedXML",
        "<Versioning, 400, MalformedXML",
        "<VersioningConfiguration/>, 400, IllegalVersioningConfigurationException",
        "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>,"
                + " 400, MalformedXML",
        "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Perhaps</MfaDelete>"
                + "</VersioningConfiguration>, 400, MalformedXML",
        "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>"
                + "</VersioningConfiguration>, 501, NotImplemented",
    })
    void versioning_thatIsNone_isRefused(String body, int status, String code) throws Exception {
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/bucket?versioning").withBody(body).send(node);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>");
        assertThat(node.s3().getBucketVersioning(b -> b.bucket(BUCKET)).status()).isNull();
    }

    @Test
    void put_intoAVersionedBucket_keepsTheVersionsBefore() throws Exception {
        assertThat(put("k", "null")).isNull();
        enable();
        String first = put("k", "first");
        String second = put("k", "second");
        assertThat(versions()).containsExactly(second, first, "null");
        assertThat(get("k")).isEqualTo("second");
        assertThat(get("k", first)).isEqualTo("first");
        assertThat(get("k", "null")).isEqualTo("null");
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).versionId())
                .isEqualTo(second);
        GetObjectResponse old =
                node.s3()
                        .getObjectAsBytes(b -> b.bucket(BUCKET).key("k").versionId("null"))
                        .response();
        assertThat(old.versionId()).isEqualTo("null");
        assertFails(() -> get("k", OTHER), 404, "NoSuchVersion");
        assertFails(() -> get("none", OTHER), 404, "NoSuchVersion");
    }

    @Test
    void put_afterASuspension_replacesTheNullVersionOnly() throws Exception {
        put("k", "old null");
        enable();
        String first = put("k", "first");
        suspend();
        assertThat(put("k", "new null")).isNull();
        assertThat(versions()).containsExactly("null", first);
        assertThat(get("k")).isEqualTo("new null");
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).versionId())
                .isEqualTo("null");
        enable();
        String second = put("k", "second");
        suspend();
        put("k", "newest null");
        assertThat(versions()).containsExactly("null", second, first);
        assertThat(get("k", "null")).isEqualTo("newest null");
    }

    @Test
    void delete_inAVersionedBucket_hidesTheKeyUntilTheMarkerIsDeleted() throws Exception {
        enable();
        String first = put("k", "first");
        DeleteObjectResponse deleted = delete("k");
        assertThat(deleted.deleteMarker()).isTrue();
        assertThat(deleted.versionId()).isNotEqualTo(first);
        assertThat(versions()).containsExactly(deleted.versionId(), first);
        assertHidden("k", deleted.versionId());
        assertThat(node.s3().listObjectsV2(b -> b.bucket(BUCKET)).contents()).isEmpty();
        assertThat(get("k", first)).isEqualTo("first");

        DeleteObjectResponse restored = delete("k", deleted.versionId());
        assertThat(restored.deleteMarker()).isTrue();
        assertThat(restored.versionId()).isEqualTo(deleted.versionId());
        assertThat(get("k")).isEqualTo("first");
    }

    private void assertHidden(String key, String marker) throws Exception {
        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<String> latest = HandSignedRequest.of(method, "/bucket/" + key).send(node);
            assertThat(latest.statusCode()).isEqualTo(404);
            assertThat(latest.headers().firstValue("x-amz-delete-marker")).contains("true");
            assertThat(latest.headers().firstValue("x-amz-version-id")).contains(marker);
            HttpResponse<String> named =
                    HandSignedRequest.of(method, "/bucket/" + key + "?versionId=" + marker)
                            .send(node);
            assertThat(named.statusCode()).isEqualTo(405);
            assertThat(named.headers().firstValue("x-amz-delete-marker")).contains("true");
            assertThat(named.headers().firstValue("x-amz-version-id")).contains(marker);
            assertThat(named.headers().firstValue("Allow")).contains("DELETE");
            assertThat(named.headers().firstValue("Last-Modified")).isPresent();
            if (method.equals("GET")) {
                assertThat(latest.body()).contains("<Code>NoSuchKey</Code>");
                assertThat(named.body())
                        .contains(
                                "<Code>MethodNotAllowed</Code>",
                                "<ResourceType>DeleteMarker</ResourceType>");
            }
        }
    }

    @Test
    void delete_ofAVersion_takesItForGoodAndBringsBackTheOneBefore() throws Exception {
        put("k", "null");
        enable();
        String first = put("k", "first");
        DeleteObjectResponse gone = delete("k", first);
        assertThat(gone.deleteMarker()).isNull();
        assertThat(gone.versionId()).isEqualTo(first);
        assertThat(get("k")).isEqualTo("null");
        assertFails(() -> get("k", first), 404, "NoSuchVersion");
        assertThat(delete("k", first).sdkHttpResponse().statusCode()).isEqualTo(204);
        assertThat(delete("k", "null").versionId()).isEqualTo("null");
        assertThat(versions()).isEmpty();
        assertFails(() -> get("k"), 404, "NoSuchKey");
        assertFails(() -> delete("k", "none"), 400, "InvalidArgument");
    }

    @Test
    void delete_afterASuspension_makesANullMarker() throws Exception {
        enable();
        String first = put("k", "first");
        suspend();
        put("k", "null");
        DeleteObjectResponse deleted = delete("k");
        assertThat(deleted.deleteMarker()).isTrue();
        assertThat(deleted.versionId()).isEqualTo("null");
        assertThat(versions()).containsExactly("null", first);
        assertHidden("k", "null");
        delete("k", "null");
        assertThat(get("k")).isEqualTo("first");
    }

    @Test
    void delete_ofWhatIsNotThere_makesAMarkerInVersionedBucketsOnly() throws Exception {
        assertThat(delete("none").versionId()).isNull();
        assertThat(versions()).isEmpty();
        enable();
        String first = delete("none").versionId();
        String second = delete("none").versionId();
        assertThat(versions()).containsExactly(second, first);
    }

    @Test
    void condition_onAKeyUnderAMarker_seesNoObject() {
        enable();
        put("k", "first");
        assertFails(() -> putIfAbsent("k"), 412, "PreconditionFailed");
        delete("k");
        putIfAbsent("k");
        assertThat(get("k")).isEqualTo("if absent");
    }

    private void putIfAbsent(String key) {
        node.s3()
                .putObject(
                        b -> b.bucket(BUCKET).key(key).ifNoneMatch("*"),
                        RequestBody.fromString("if absent"));
    }

    @Test
    void deleteObjects_ofKeysAndVersions_saysWhatBecameOfEach() throws Exception {
        enable();
        String gone = put("gone", "x");
        String kept = put("kept", "x");
        String both = put("both", "x");
        String marker = delete("hidden").versionId();
        DeleteObjectsResponse answer =
                node.s3()
                        .deleteObjects(b ->
                                b.bucket(BUCKET)
                                        .delete(d ->
                                                d.objects(
                                                        identifier("gone", gone),
                                                        identifier("kept", null),
                                                        identifier("hidden", marker),
                                                        identifier("both", both),
                                                        identifier("both", null),
                                                        identifier("none", OTHER))));
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.deleted()).hasSize(6);
        DeletedObject version = deleted(answer, "gone", gone);
        assertThat(version.deleteMarker()).isNull();
        DeletedObject key = deleted(answer, "kept", null);
        assertThat(key.deleteMarker()).isTrue();
        DeletedObject restored = deleted(answer, "hidden", marker);
        assertThat(restored.deleteMarker()).isTrue();
        assertThat(restored.deleteMarkerVersionId()).isEqualTo(marker);
        deleted(answer, "both", both);
        DeletedObject hidden = deleted(answer, "both", null);
        deleted(answer, "none", OTHER);
        assertThat(versions())
                .containsExactly(hidden.deleteMarkerVersionId(), key.deleteMarkerVersionId(), kept);
    }

    /// Versions of a key go before the key itself, by an event of their own. A 503 would say that
    /// nothing was deleted.
    @Test
    void deleteObjects_whoseSecondEventFails_saysWhatIsDeletedAllTheSame() throws Exception {
        enable();
        String both = put("both", "x");
        node.namespace.afterAppend =
                () -> node.namespace.appending = ScriptedNamespace.Appending.UNAVAILABLE;
        DeleteObjectsResponse answer =
                node.s3()
                        .deleteObjects(b ->
                                b.bucket(BUCKET)
                                        .delete(d ->
                                                d.objects(
                                                        identifier("both", both),
                                                        identifier("both", null))));
        assertThat(answer.deleted()).hasSize(1);
        deleted(answer, "both", both);
        assertThat(answer.errors()).hasSize(1);
        assertThat(answer.errors().getFirst().code()).isEqualTo("ServiceUnavailable");
        assertThat(answer.errors().getFirst().versionId()).isNull();
    }

    @Test
    void uploads_ofAVersion_areRefused() throws Exception {
        for (String query : List.of("uploads=&versionId=null", "uploadId=x&versionId=null")) {
            HttpResponse<String> answer =
                    HandSignedRequest.of("POST", "/" + BUCKET + "/k?" + query).send(node);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("does not accept a version-id");
        }
    }

    @Test
    void get_ofAVersionIdInAnotherForm_isRefused() throws Exception {
        enable();
        String id = put("k", "x");
        assertFails(
                () ->
                        node.s3()
                                .getObject(b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .versionId(id.toUpperCase(Locale.ROOT))),
                400,
                "InvalidArgument");
    }

    private static ObjectIdentifier identifier(String key, @Nullable String version) {
        return ObjectIdentifier.builder().key(key).versionId(version).build();
    }

    private static DeletedObject deleted(
            DeleteObjectsResponse answer, String key, @Nullable String version) {
        List<DeletedObject> found =
                answer.deleted().stream()
                        .filter(each ->
                                each.key().equals(key)
                                        && String.valueOf(each.versionId())
                                                .equals(String.valueOf(version)))
                        .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void deleteBucket_withVersions_isNotEmpty() throws Exception {
        enable();
        String first = put("k", "x");
        String marker = delete("k").versionId();
        assertFails(() -> node.s3().deleteBucket(b -> b.bucket(BUCKET)), 409, "BucketNotEmpty");
        delete("k", first);
        assertFails(() -> node.s3().deleteBucket(b -> b.bucket(BUCKET)), 409, "BucketNotEmpty");
        delete("k", marker);
        node.s3().deleteBucket(b -> b.bucket(BUCKET));
        assertFails(() -> get("k"), 404, "NoSuchBucket");
    }

    @Test
    void copy_ofAVersion_namesItAndTheNewOne() {
        enable();
        String first = put("k", "first");
        String second = put("k", "second");
        CopyObjectResponse restored = copy("k", first, "k");
        assertThat(restored.copySourceVersionId()).isEqualTo(first);
        assertThat(restored.versionId()).isNotIn(first, second);
        assertThat(get("k")).isEqualTo("first");
        assertThat(get("k", second)).isEqualTo("second");
        CopyObjectResponse latest = copy("k", null, "l");
        assertThat(latest.copySourceVersionId()).isEqualTo(restored.versionId());
        assertThat(get("l", latest.versionId())).isEqualTo("first");
        assertFails(() -> copy("k", OTHER, "l"), 404, "NoSuchVersion");
        assertFails(() -> copy("k", "malformed", "l"), 400, "InvalidArgument");
        String marker = delete("k").versionId();
        assertFails(() -> copy("k", null, "l"), 404, "NoSuchKey");
        assertFails(() -> copy("k", marker, "l"), 400, "InvalidRequest");
    }

    private CopyObjectResponse copy(String from, @Nullable String version, String to) {
        return node.s3()
                .copyObject(b ->
                        b.sourceBucket(BUCKET)
                                .sourceKey(from)
                                .sourceVersionId(version)
                                .destinationBucket(BUCKET)
                                .destinationKey(to));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copy_ontoItself_keepsTheVersionBeforeWithItsContent(boolean suspended) throws Exception {
        enable();
        String first = put("k", "content");
        if (suspended) {
            suspend();
        }
        String second = replaceMetadata();
        if (suspended) {
            assertThat(second).isNull();
            assertThat(replaceMetadata()).isNull();
            assertThat(versions()).containsExactly("null", first);
        } else {
            assertThat(versions()).containsExactly(second, first);
        }
        assertThat(get("k")).isEqualTo("content");
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).metadata())
                .containsEntry("m", "1");
        assertThat(get("k", first)).isEqualTo("content");
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k").versionId(first)).metadata())
                .isEmpty();
    }

    private String replaceMetadata() {
        return node.s3()
                .copyObject(b ->
                        b.sourceBucket(BUCKET)
                                .sourceKey("k")
                                .destinationBucket(BUCKET)
                                .destinationKey("k")
                                .metadataDirective(MetadataDirective.REPLACE)
                                .metadata(Map.of("m", "1")))
                .versionId();
    }

    @Test
    void upload_intoAVersionedBucket_makesAVersionOfItsParts() throws Exception {
        enable();
        String first = put("k", "first");
        put("k", "second");
        String upload = node.s3().createMultipartUpload(b -> b.bucket(BUCKET).key("k")).uploadId();
        UploadPartCopyResponse part =
                node.s3()
                        .uploadPartCopy(b ->
                                b.sourceBucket(BUCKET)
                                        .sourceKey("k")
                                        .sourceVersionId(first)
                                        .destinationBucket(BUCKET)
                                        .destinationKey("k")
                                        .uploadId(upload)
                                        .partNumber(1));
        assertThat(part.copySourceVersionId()).isEqualTo(first);
        CompletedPart completed =
                CompletedPart.builder().partNumber(1).eTag(part.copyPartResult().eTag()).build();
        String made =
                node.s3()
                        .completeMultipartUpload(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .uploadId(upload)
                                        .multipartUpload(m -> m.parts(completed)))
                        .versionId();
        assertThat(versions()).hasSize(3).startsWith(made);
        put("k", "newest");
        assertThat(get("k", made)).isEqualTo("first");
        delete("k", made);
        assertFails(() -> get("k", made), 404, "NoSuchVersion");
    }

    @Test
    void attributes_ofAVersion_areThose() {
        enable();
        String first = put("k", "first");
        put("k", "longer than first");
        GetObjectAttributesResponse attributes =
                node.s3()
                        .getObjectAttributes(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .versionId(first)
                                        .objectAttributes(ObjectAttributes.OBJECT_SIZE));
        assertThat(attributes.objectSize()).isEqualTo(5);
        assertThat(attributes.versionId()).isEqualTo(first);
        String marker = delete("k").versionId();
        S3Exception refused =
                catchThrowableOfType(
                        S3Exception.class,
                        () ->
                                node.s3()
                                        .getObjectAttributes(b ->
                                                b.bucket(BUCKET)
                                                        .key("k")
                                                        .versionId(marker)
                                                        .objectAttributes(
                                                                ObjectAttributes.OBJECT_SIZE)));
        assertThat(refused.statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({
        "/bucket/k?versionId=null, a: b",
        "/bucket/k?versionId=null, x-amz-copy-source: bucket/k"
    })
    void put_ofAVersion_isRefused(String uri, String header) throws Exception {
        put("k", "x");
        HttpResponse<String> answer = HandSignedRequest.of("PUT", uri, header).send(node);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("This operation does not accept a version-id.");
    }
}
