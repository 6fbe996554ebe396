package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/// What a request asks for in `x-amz-*` parameters of its query, above all of a presigned URL.
final class PresignedParametersTest {
    private static final String EMPTY_CRC32 = "AAAAAA==";

    private final NodeFixture node = new NodeFixture();

    @BeforeEach
    void fill() {
        node.s3().createBucket(b -> b.bucket("bkt"));
        put("src", "source");
        put("k", "before");
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void put(String key, String text) {
        node.s3().putObject(b -> b.bucket("bkt").key(key), RequestBody.fromString(text));
    }

    private String get(String key) {
        return node.s3().getObjectAsBytes(b -> b.bucket("bkt").key(key)).asUtf8String();
    }

    private static HandSignedRequest putOf(String query) {
        return HandSignedRequest.of("PUT", "/bkt/k?" + query).withBody("after");
    }

    private void assertRefused(HandSignedRequest request, int status, String code)
            throws Exception {
        HttpResponse<String> presigned = request.sendPresigned(node);
        assertThat(presigned.body()).contains("<Code>" + code + "</Code>");
        assertThat(presigned.statusCode()).isEqualTo(status);
        HttpResponse<String> signed = request.send(node);
        assertThat(signed.body()).contains("<Code>" + code + "</Code>");
        assertThat(signed.statusCode()).isEqualTo(status);
        assertThat(get("k")).isEqualTo("before");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-copy-source", "X-Amz-Copy-Source"})
    void copySource_inTheQuery_isCopied(String name) throws Exception {
        HandSignedRequest copy = HandSignedRequest.of("PUT", "/bkt/k?" + name + "=bkt%2Fsrc");
        assertThat(copy.sendPresigned(node).body()).contains("<CopyObjectResult");
        assertThat(get("k")).isEqualTo("source");
        put("k", "again");
        assertThat(copy.send(node).statusCode()).isEqualTo(200);
        assertThat(get("k")).isEqualTo("source");
    }

    @Test
    void metadata_inTheQuery_isKept() throws Exception {
        HttpResponse<String> response =
                putOf("x-amz-meta-Foo=bar%20baz&x-amz-meta-a=1&x-amz-meta-a=2").sendPresigned(node);
        assertThat(response.statusCode()).isEqualTo(200);
        HeadObjectResponse head = node.s3().headObject(b -> b.bucket("bkt").key("k"));
        assertThat(head.metadata()).containsEntry("foo", "bar baz").containsEntry("a", "1,2");
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-expected-bucket-owner=other, 403, AccessDenied",
        "x-amz-acl=public-read, 501, NotImplemented",
        "x-amz-storage-class=COLD, 400, InvalidStorageClass",
        "x-amz-tagging=a%3Db%26a%3Dc, 400, InvalidArgument",
        "x-amz-copy-source=bkt%2Fnone, 404, NoSuchKey",
        "x-amz-meta-a%0d%0ab=1, 400, InvalidArgument",
        "x-amz-security-token=t, 400, InvalidToken",
        "X-Amz-Security-Token=t, 400, InvalidToken",
        "X-AMZ-SECURITY-TOKEN=t, 400, InvalidToken"
    })
    void parameter_thatIsNotKept_isRefusedAsTheHeaderIs(String query, int status, String code)
            throws Exception {
        assertRefused(putOf(query), status, code);
    }

    @Test
    void parameter_behindAHeaderThatHidesIt_isRefusedAllTheSame() throws Exception {
        HandSignedRequest request =
                HandSignedRequest.of("PUT", "/bkt/k?x-amz-acl=public-read", "x-amz-acl: private");
        assertRefused(request.withBody("after"), 501, "NotImplemented");
    }

    @Test
    void checksumAlgorithm_inTheQueryOfANewUpload_isItsAlgorithm() throws Exception {
        HttpResponse<String> response =
                HandSignedRequest.of(
                                "POST",
                                "/bkt/k?uploads&x-amz-checksum-algorithm=SHA256"
                                        + "&x-amz-checksum-type=COMPOSITE")
                        .sendPresigned(node);
        assertThat(response.headers().firstValue("x-amz-checksum-algorithm")).contains("SHA256");
        assertThat(response.headers().firstValue("x-amz-checksum-type")).contains("COMPOSITE");
    }

    @Test
    void checksumMode_inTheQuery_showsTheChecksum() throws Exception {
        HttpResponse<String> response =
                HandSignedRequest.of("GET", "/bkt/k?x-amz-checksum-mode=ENABLED")
                        .sendPresigned(node);
        assertThat(response.headers().firstValue("x-amz-checksum-crc32")).isPresent();
    }

    /// Some presigners sign the checksum of the body that they do not have.
    @Test
    void checksum_inTheQuery_isIgnored() throws Exception {
        HttpResponse<String> response =
                putOf(
                                "x-amz-checksum-crc32="
                                        + EMPTY_CRC32.replace("=", "%3D")
                                        + "&x-amz-sdk-checksum-algorithm=CRC32&x-id=PutObject"
                                        + "&x-amz-user-agent=a")
                        .sendPresigned(node);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(get("k")).isEqualTo("after");
    }
}
