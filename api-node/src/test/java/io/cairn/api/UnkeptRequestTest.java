package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;

/// Conditions and wishes that an operation does not heed: refused, and nothing is changed.
final class UnkeptRequestTest {
    private final NodeFixture node = new NodeFixture();
    private String uploadId = "";

    @BeforeEach
    void fill() {
        S3Client s3 = node.s3();
        s3.createBucket(b -> b.bucket("bkt"));
        s3.putObject(b -> b.bucket("bkt").key("src"), RequestBody.fromString("source"));
        s3.putObject(b -> b.bucket("bkt").key("k"), RequestBody.fromString("before"));
        uploadId = s3.createMultipartUpload(b -> b.bucket("bkt").key("k")).uploadId();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void assertRefused(HandSignedRequest request, int status, String code)
            throws Exception {
        HttpResponse<String> response = request.send(node);
        assertThat(response.body()).contains("<Code>" + code + "</Code>");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(node.s3().getObjectAsBytes(b -> b.bucket("bkt").key("k")).asUtf8String())
                .isEqualTo("before");
        assertThat(node.s3().listParts(b -> b.bucket("bkt").key("k").uploadId(uploadId)).parts())
                .isEmpty();
        assertThat(node.s3().listMultipartUploads(b -> b.bucket("bkt")).uploads()).hasSize(1);
    }

    private HandSignedRequest part(String... headers) {
        return HandSignedRequest.of("PUT", "/bkt/k?partNumber=1&uploadId=" + uploadId, headers)
                .withBody("part");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If-None-Match: *",
                "If-Modified-Since: Mon, 23 Nov 2026 12:00:00 GMT",
                "If-Unmodified-Since: Mon, 23 Nov 2026 12:00:00 GMT"
            })
    void delete_underAConditionThatS3DoesNotKnow_isNotImplemented(String condition)
            throws Exception {
        assertRefused(HandSignedRequest.of("DELETE", "/bkt/k", condition), 501, "NotImplemented");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If-None-Match: *",
                "If-Match: \"x\"",
                "If-Modified-Since: Mon, 23 Nov 2026 12:00:00 GMT",
                "If-Unmodified-Since: Mon, 23 Nov 2026 12:00:00 GMT"
            })
    void upload_underACondition_isNotImplementedUntilItIsCompleted(String condition)
            throws Exception {
        assertRefused(
                HandSignedRequest.of("POST", "/bkt/k?uploads", condition), 501, "NotImplemented");
        assertRefused(part(condition), 501, "NotImplemented");
        assertRefused(part(condition, "x-amz-copy-source: bkt/src"), 501, "NotImplemented");
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-copy-source-range: bytes=0-1, InvalidArgument",
        "x-amz-checksum-crc32: AAAAAA==, InvalidRequest",
        "x-amz-checksum-algorithm: SHA3, InvalidRequest"
    })
    void copy_withWhatItDoesNotHeed_isRefused(String header, String code) throws Exception {
        assertRefused(
                HandSignedRequest.of("PUT", "/bkt/k", "x-amz-copy-source: bkt/src", header),
                400,
                code);
    }

    @Test
    void partCopy_withAChecksumValue_isRefused() throws Exception {
        assertRefused(
                part("x-amz-copy-source: bkt/src", "x-amz-checksum-crc32: AAAAAA=="),
                400,
                "InvalidRequest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-checksum-algorithm", "x-amz-sdk-checksum-algorithm"})
    void algorithm_thatIsNotKept_isRefused(String name) throws Exception {
        for (String algorithm : new String[] {"SHA3", "CRC16", ""}) {
            String header = name + ": " + algorithm;
            assertRefused(
                    HandSignedRequest.of("PUT", "/bkt/k", header).withBody("after"),
                    400,
                    "InvalidRequest");
            assertRefused(part(header), 400, "InvalidRequest");
            assertRefused(
                    HandSignedRequest.of("POST", "/bkt/k?uploads", header), 400, "InvalidRequest");
        }
    }

    @Test
    void put_withAChecksumOfParts_isRefused() throws Exception {
        assertRefused(
                HandSignedRequest.of("PUT", "/bkt/k", "x-amz-checksum-type: COMPOSITE")
                        .withBody("after"),
                400,
                "InvalidRequest");
    }

    @Test
    void part_ofNoUpload_isRefused() throws Exception {
        assertRefused(
                HandSignedRequest.of("PUT", "/bkt/k?partNumber=1").withBody("after"),
                400,
                "InvalidArgument");
    }

    @Test
    void hash_ofAnotherBody_isRefusedWhereNoneIsTaken() throws Exception {
        String code = "XAmzContentSHA256Mismatch";
        assertRefused(HandSignedRequest.of("GET", "/bkt/k").signedAsIfOf("x"), 400, code);
        assertRefused(HandSignedRequest.of("DELETE", "/bkt/k").signedAsIfOf("x"), 400, code);
        assertRefused(
                HandSignedRequest.of("DELETE", "/bkt/k").withBody("x").signedAsIfOf(""), 400, code);
        assertThat(HandSignedRequest.of("HEAD", "/bkt/k").signedAsIfOf("x").send(node).statusCode())
                .isEqualTo(400);
        assertThat(HandSignedRequest.of("GET", "/bkt/k").send(node).body()).isEqualTo("before");
    }

    @Test
    void hash_sentAlongWithAPresignedUrl_isCompared() throws Exception {
        URI url = HandSignedRequest.of("PUT", "/bkt/n").presigned(node).getUri();
        assertThat(putWithHash(url, "0".repeat(64)).body())
                .contains("<Code>XAmzContentSHA256Mismatch</Code>");
        assertThat(HandSignedRequest.of("GET", "/bkt/n").send(node).statusCode()).isEqualTo(404);
        for (String hash :
                new String[] {
                    "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
                    "UNSIGNED-PAYLOAD"
                }) {
            assertThat(putWithHash(url, hash).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> putWithHash(URI url, String hash) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .header("x-amz-content-sha256", hash)
                        .PUT(HttpRequest.BodyPublishers.ofString("x"))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void put_withoutAnyLength_isMissingContentLength() throws Exception {
        SdkHttpRequest url = HandSignedRequest.of("PUT", "/bkt/k").presigned(node);
        String request =
                "PUT %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                        .formatted(
                                url.encodedPath(),
                                url.encodedQueryParameters().orElseThrow(),
                                node.port());
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().readAllBytes())
                    .asString(StandardCharsets.ISO_8859_1)
                    .startsWith("HTTP/1.1 411")
                    .contains("<Code>MissingContentLength</Code>");
        }
    }
}
