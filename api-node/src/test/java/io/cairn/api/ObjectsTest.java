package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// The operations on objects, asked for by the AWS SDK.
final class ObjectsTest {
    private static final String BUCKET = "bucket";

    private final NodeFixture node = new NodeFixture();

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

    private static void assertFails(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                            assertThat(e.statusCode()).isEqualTo(status);
                            assertThat(e.requestId()).isNotEmpty();
                        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 65_536, 131_072, 131_073, 3_000_000})
    void put_ofAnySize_isReadBack(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        node.s3().putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromBytes(content));
        ResponseBytes<GetObjectResponse> read =
                node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("k"));
        assertThat(read.asByteArray()).isEqualTo(content);
        assertThat(read.response().contentLength()).isEqualTo(size);
        assertThat(read.response().acceptRanges()).isEqualTo("bytes");
    }

    @Test
    void put_withMetadata_givesItBack() {
        Instant expires = Instant.ofEpochSecond(1_900_000_000);
        node.s3()
                .putObject(
                        b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .contentType("text/plain")
                                        .cacheControl("no-cache")
                                        .contentDisposition("attachment")
                                        .contentEncoding("gzip")
                                        .contentLanguage("de")
                                        .expires(expires)
                                        .metadata(Map.of("Color", "blue sky", "x", "")),
                        RequestBody.fromString("hello"));
        HeadObjectResponse head = node.s3().headObject(b -> b.bucket(BUCKET).key("k"));
        assertThat(head.contentType()).isEqualTo("text/plain");
        assertThat(head.cacheControl()).isEqualTo("no-cache");
        assertThat(head.contentDisposition()).isEqualTo("attachment");
        assertThat(head.contentEncoding()).isEqualTo("gzip");
        assertThat(head.contentLanguage()).isEqualTo("de");
        assertThat(head.expiresString()).isNotEmpty();
        assertThat(head.metadata()).containsEntry("color", "blue sky").containsEntry("x", "");
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(head.versionId()).isNull();
    }

    @Test
    void put_withTooMuchMetadata_isMetadataTooLarge() {
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b ->
                                                b.bucket(BUCKET)
                                                        .key("k")
                                                        .metadata(Map.of("a", "x".repeat(2048))),
                                        RequestBody.fromString("v")),
                400,
                "MetadataTooLarge");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b",
                "a//b",
                "/a",
                "//",
                "a/",
                "..",
                "../x",
                "a/../b",
                "./a",
                "a b",
                "a+b",
                "a%2Fb",
                "a%b",
                "a;v=1;w",
                "a?b=c&d",
                "a#b",
                "\u00e9\u00df",
                "\uD83D\uDE00/x",
                "a\u0001b",
                "a\tb",
                "*'()!~",
                "a=b",
                "a:b@c$,",
                "\"<&>'",
                "[x]{y}|\\^`"
            })
    void key_ofAnyForm_isLiteral(String key) {
        put(key, "value of " + key);
        put("other", "x");
        assertThat(get(key)).isEqualTo("value of " + key);
        node.s3().deleteObject(b -> b.bucket(BUCKET).key(key));
        assertThatThrownBy(() -> get(key))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
        assertThat(get("other")).isEqualTo("x");
    }

    @Test
    void key_ofTooManyBytes_isKeyTooLong() {
        put("\u00e9".repeat(512), "fits");
        assertFails(() -> put("\u00e9".repeat(513), "x"), 400, "KeyTooLongError");
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32_C", "SHA1", "SHA256", "CRC64_NVME"})
    void put_withChecksum_isVerifiedAndShown(ChecksumAlgorithm algorithm) {
        if (algorithm == ChecksumAlgorithm.CRC64_NVME || algorithm == ChecksumAlgorithm.CRC32_C) {
            String header = algorithm == ChecksumAlgorithm.CRC32_C ? "4waSgw==" : "rosUhgp5mIg=";
            PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(BUCKET).key("k");
            request =
                    algorithm == ChecksumAlgorithm.CRC32_C
                            ? request.checksumCRC32C(header)
                            : request.checksumCRC64NVME(header);
            node.s3().putObject(request.build(), RequestBody.fromString("123456789"));
        } else {
            node.s3()
                    .putObject(
                            b -> b.bucket(BUCKET).key("k").checksumAlgorithm(algorithm),
                            RequestBody.fromString("123456789"));
        }
        HeadObjectResponse head =
                node.s3()
                        .headObject(
                                b -> b.bucket(BUCKET).key("k").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(
                        Arrays.asList(
                                head.checksumCRC32(),
                                head.checksumCRC32C(),
                                head.checksumCRC64NVME(),
                                head.checksumSHA1(),
                                head.checksumSHA256()))
                .filteredOn(java.util.Objects::nonNull)
                .hasSize(1);
    }

    @Test
    void put_withWrongMd5_isBadDigestAndLeavesNothing() {
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b ->
                                                b.bucket(BUCKET)
                                                        .key("k")
                                                        .contentMD5("XUFAKrxLKna5cZ2REBfFkg=="),
                                        RequestBody.fromString("other")),
                400,
                "BadDigest");
        assertThat(node.blobs.size()).isZero();
        assertThatThrownBy(() -> get("k")).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void put_withWrongChecksumOrBadMd5_isRefused() {
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b -> b.bucket(BUCKET).key("k").checksumCRC32("AAAAAA=="),
                                        RequestBody.fromString("x")),
                400,
                "BadDigest");
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b -> b.bucket(BUCKET).key("k").contentMD5("abc"),
                                        RequestBody.fromString("x")),
                400,
                "InvalidDigest");
        assertThat(node.blobs.size()).isZero();
    }

    @Test
    void put_intoUnavailableNamespace_discardsBlob() {
        node.namespace.appending = ScriptedNamespace.Appending.UNAVAILABLE;
        assertThatThrownBy(() -> put("k", "value"))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(503));
        assertThat(node.blobs.size()).isZero();
    }

    /// A 503 would say that it did not and will not happen.
    @Test
    void put_ofUnknownOutcome_isAnInternalErrorAndKeepsItsBlob() throws Exception {
        node.namespace.appending = ScriptedNamespace.Appending.OUTCOME_UNKNOWN;
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/" + BUCKET + "/k").withBody("value").send(node);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("<Code>InternalError</Code>");
        assertThat(get("k")).isEqualTo("value");
    }

    @Test
    void put_withConditions_isDecidedByTheLog() {
        node.s3()
                .putObject(
                        b -> b.bucket(BUCKET).key("k").ifNoneMatch("*"),
                        RequestBody.fromString("one"));
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b -> b.bucket(BUCKET).key("k").ifNoneMatch("*"),
                                        RequestBody.fromString("two")),
                412,
                "PreconditionFailed");
        String etag = node.s3().headObject(b -> b.bucket(BUCKET).key("k")).eTag();
        node.s3()
                .putObject(
                        b -> b.bucket(BUCKET).key("k").ifMatch(etag),
                        RequestBody.fromString("three"));
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b -> b.bucket(BUCKET).key("k").ifMatch(etag),
                                        RequestBody.fromString("four")),
                412,
                "PreconditionFailed");
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b -> b.bucket(BUCKET).key("none").ifMatch(etag),
                                        RequestBody.fromString("x")),
                404,
                "NoSuchKey");
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b -> b.bucket(BUCKET).key("k").ifNoneMatch("\"abc\""),
                                        RequestBody.fromString("x")),
                501,
                "NotImplemented");
        assertThat(get("k")).isEqualTo("three");
        // The fold reclaims the shards of rejected events; the node must not touch them.
        assertThat(node.blobs.size()).isEqualTo(5);
    }

    @Test
    void put_withUnkeptPromises_isNotImplemented() {
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b ->
                                                b.bucket(BUCKET)
                                                        .key("k")
                                                        .serverSideEncryption(
                                                                ServerSideEncryption.AES256),
                                        RequestBody.fromString("x")),
                501,
                "NotImplemented");
    }

    @Test
    void get_withRanges_isPartial() {
        put("k", "0123456789");
        assertThat(range("bytes=2-4")).isEqualTo("234 bytes 2-4/10");
        assertThat(range("bytes=7-")).isEqualTo("789 bytes 7-9/10");
        assertThat(range("bytes=-3")).isEqualTo("789 bytes 7-9/10");
        assertThat(range("bytes=5-100")).isEqualTo("56789 bytes 5-9/10");
        assertThat(range("bytes=0-1,4-5")).isEqualTo("0123456789 null");
        assertThat(range("lines=1-2")).isEqualTo("0123456789 null");
        assertFails(() -> range("bytes=10-"), 416, "InvalidRange");
        assertFails(() -> range("bytes=-0"), 416, "InvalidRange");
    }

    private String range(String range) {
        ResponseBytes<GetObjectResponse> read =
                node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("k").range(range));
        return read.asUtf8String() + " " + read.response().contentRange();
    }

    @Test
    void get_withOverrides_answersWithThem() {
        put("k", "x");
        GetObjectRequest request =
                GetObjectRequest.builder()
                        .bucket(BUCKET)
                        .key("k")
                        .responseContentType("text/css")
                        .responseCacheControl("max-age=1")
                        .responseContentDisposition("attachment; filename=\"a b\"")
                        .build();
        GetObjectResponse response = node.s3().getObjectAsBytes(request).response();
        assertThat(response.contentType()).isEqualTo("text/css");
        assertThat(response.cacheControl()).isEqualTo("max-age=1");
        assertThat(response.contentDisposition()).isEqualTo("attachment; filename=\"a b\"");
        assertFails(
                () ->
                        node.s3()
                                .getObjectAsBytes(b ->
                                        b.bucket(BUCKET).key("k").responseContentType("a\r\nX: y")),
                400,
                "InvalidArgument");
    }

    @Test
    void get_ofUnchanged_isNotModified() {
        put("k", "x");
        String etag = node.s3().headObject(b -> b.bucket(BUCKET).key("k")).eTag();
        assertThatThrownBy(() ->
                        node.s3()
                                .getObjectAsBytes(b -> b.bucket(BUCKET).key("k").ifNoneMatch(etag)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(304));
        assertFails(
                () ->
                        node.s3()
                                .getObjectAsBytes(
                                        b -> b.bucket(BUCKET).key("k").ifMatch("\"other\"")),
                412,
                "PreconditionFailed");
    }

    @Test
    void get_ofAnotherVersion_isNoSuchVersion() {
        put("k", "x");
        assertThat(
                        node.s3()
                                .getObjectAsBytes(b -> b.bucket(BUCKET).key("k").versionId("null"))
                                .asUtf8String())
                .isEqualTo("x");
        assertFails(
                () ->
                        node.s3()
                                .getObjectAsBytes(b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .versionId("01234567-89ab-cdef-0123-456789abcdef")),
                404,
                "NoSuchVersion");
        for (String malformed : List.of("abc", "00000000-0000-0000-0000-000000000000")) {
            assertFails(
                    () ->
                            node.s3()
                                    .getObjectAsBytes(
                                            b -> b.bucket(BUCKET).key("k").versionId(malformed)),
                    400,
                    "InvalidArgument");
        }
    }

    @Test
    void get_ofContentThatBreaksOff_neverEndsCleanly() {
        put("k", "0123456789");
        node.blobs.breakOffAfterBytes = 4;
        assertThatThrownBy(() -> get("k")).isNotInstanceOf(S3Exception.class);
        node.blobs.breakOffAfterBytes = Long.MAX_VALUE;
        node.blobs.lose();
        assertThatThrownBy(() -> get("k"))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(503));
    }

    @Test
    void get_whoseAnswerCannotBeBuilt_closesItsContent() {
        put("k", "content");
        node.blobs.beforeBlobs =
                () -> {
                    throw new IllegalStateException("as the test wants it");
                };
        BucketsTest.assertFails(() -> get("k"), 500, "InternalError");
    }

    @Test
    void get_ofObjectReplacedMeanwhile_readsItOnceMore() {
        put("k", "old");
        node.blobs.beforeOpen =
                () -> {
                    node.blobs.beforeOpen = () -> {};
                    node.blobs.lose();
                    put("k", "new");
                };
        assertThat(get("k")).isEqualTo("new");
    }

    @Test
    void delete_withConditions_keepsWhatDoesNotMatch() {
        put("k", "12345");
        assertFails(
                () -> node.s3().deleteObject(b -> b.bucket(BUCKET).key("k").ifMatch("\"other\"")),
                412,
                "PreconditionFailed");
        assertFails(
                () -> node.s3().deleteObject(b -> b.bucket(BUCKET).key("k").ifMatchSize(4L)),
                412,
                "PreconditionFailed");
        node.s3().deleteObject(b -> b.bucket(BUCKET).key("none").ifMatch("\"other\""));
        Instant modified = node.s3().headObject(b -> b.bucket(BUCKET).key("k")).lastModified();
        node.s3()
                .deleteObject(b ->
                        b.bucket(BUCKET)
                                .key("k")
                                .ifMatchSize(5L)
                                .ifMatchLastModifiedTime(modified));
        assertThatThrownBy(() -> get("k")).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void deleteObjects_answersPerKey() {
        put("a", "1");
        put("b", "2");
        DeleteObjectsResponse response =
                node.s3()
                        .deleteObjects(
                                b -> b.bucket(BUCKET).delete(delete("a", "none", "b").build()));
        assertThat(response.deleted()).extracting("key").containsExactly("a", "none");
        assertThat(response.errors())
                .singleElement()
                .satisfies(e -> assertThat(e.code()).isEqualTo("PreconditionFailed"));
        DeleteObjectsResponse quiet =
                node.s3()
                        .deleteObjects(
                                b -> b.bucket(BUCKET).delete(delete("a").quiet(true).build()));
        assertThat(quiet.deleted()).isEmpty();
        assertThat(node.s3().listObjectsV2(b -> b.bucket(BUCKET)).contents())
                .extracting(S3Object::key)
                .containsExactly("b");
    }

    private static Delete.Builder delete(String... keys) {
        List<ObjectIdentifier> identifiers =
                Arrays.stream(keys)
                        .map(key ->
                                ObjectIdentifier.builder()
                                        .key(key)
                                        .eTag(key.equals("b") ? "\"other\"" : null)
                                        .build())
                        .toList();
        return Delete.builder().objects(identifiers);
    }

    @Test
    void attributes_showWhatIsAskedFor() {
        put("k", "content");
        GetObjectAttributesResponse response =
                node.s3()
                        .getObjectAttributes(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .objectAttributes(
                                                ObjectAttributes.E_TAG,
                                                ObjectAttributes.CHECKSUM,
                                                ObjectAttributes.OBJECT_SIZE));
        assertThat(response.eTag()).isEqualTo("9a0364b9e99bb480dd25e1f0284c8555");
        assertThat(response.objectSize()).isEqualTo(7);
        assertThat(response.checksum().checksumCRC32()).isNotEmpty();
        assertThat(response.storageClass()).isNull();
    }

    @Test
    void features_thatNobodyConfigured_answerAsInS3() {
        put("k", new String("x".getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        assertThat(node.s3().getObjectTagging(b -> b.bucket(BUCKET).key("k")).tagSet()).isEmpty();
        assertThat(node.s3().getObjectAcl(b -> b.bucket(BUCKET).key("k")).grants())
                .singleElement()
                .satisfies(
                        grant -> assertThat(grant.permissionAsString()).isEqualTo("FULL_CONTROL"));
        BucketsTest.assertFails(
                () -> node.s3().getObjectRetention(b -> b.bucket(BUCKET).key("k")),
                400,
                "InvalidRequest");
        BucketsTest.assertFails(
                () -> node.s3().getObjectLegalHold(b -> b.bucket(BUCKET).key("k")),
                400,
                "InvalidRequest");
        BucketsTest.assertFails(
                () -> node.s3().getObjectLegalHold(b -> b.bucket(BUCKET).key("none")),
                404,
                "NoSuchKey");
    }
}
