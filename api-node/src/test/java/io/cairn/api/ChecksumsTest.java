package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.checksum.ChecksumHash;
import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every checksum algorithm of the service model, in the requests that carry one.
final class ChecksumsTest {
    private static final String BODY = "some content";

    private final NodeFixture node = new NodeFixture();

    @BeforeEach
    void create() {
        node.s3().createBucket(b -> b.bucket("bkt"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static Checksum sum(ChecksumAlgorithm algorithm, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ChecksumHash hash = ChecksumHash.of(algorithm);
        hash.update(bytes, 0, bytes.length);
        return hash.finish();
    }

    private static String header(ChecksumAlgorithm algorithm, String of) {
        return ChecksumHeaders.name(algorithm) + ": " + sum(algorithm, of).text();
    }

    private static void assertRefused(HttpResponse<String> response, String code) {
        assertThat(response.body()).contains("<Code>" + code + "</Code>");
        assertThat(response.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource
    void put_withAChecksum_isComparedAndShown(ChecksumAlgorithm algorithm) throws Exception {
        String name = ChecksumHeaders.name(algorithm);
        String announced = "x-amz-sdk-checksum-algorithm: " + algorithm;
        String value = sum(algorithm, BODY).text();
        assertRefused(
                HandSignedRequest.of("PUT", "/bkt/k", header(algorithm, "other"), announced)
                        .withBody(BODY)
                        .send(node),
                "BadDigest");
        assertRefused(
                HandSignedRequest.of("PUT", "/bkt/k", name + ": AAAA", announced)
                        .withBody(BODY)
                        .send(node),
                "InvalidRequest");
        HttpResponse<String> put =
                HandSignedRequest.of("PUT", "/bkt/k", header(algorithm, BODY), announced)
                        .withBody(BODY)
                        .send(node);
        assertThat(put.headers().firstValue(name)).contains(value);
        HttpResponse<String> got =
                HandSignedRequest.of("GET", "/bkt/k", "x-amz-checksum-mode: ENABLED").send(node);
        assertThat(got.headers().firstValue(name)).contains(value);
        assertThat(got.headers().firstValue("x-amz-checksum-type")).contains("FULL_OBJECT");
        assertThat(HandSignedRequest.of("GET", "/bkt?list-type=2").send(node).body())
                .contains("<ChecksumAlgorithm>" + algorithm + "</ChecksumAlgorithm>");
        String element = ChecksumHeaders.element(algorithm);
        assertThat(
                        HandSignedRequest.of(
                                        "GET",
                                        "/bkt/k?attributes",
                                        "x-amz-object-attributes: Checksum")
                                .send(node)
                                .body())
                .contains("<%s>%s</%s>".formatted(element, value, element));
    }

    @ParameterizedTest
    @EnumSource
    void copy_intoAnAlgorithm_hasItsChecksum(ChecksumAlgorithm algorithm) throws Exception {
        HandSignedRequest.of("PUT", "/bkt/k").withBody(BODY).send(node);
        HttpResponse<String> copied =
                HandSignedRequest.of(
                                "PUT",
                                "/bkt/k",
                                "x-amz-copy-source: bkt/k",
                                "x-amz-checksum-algorithm: " + algorithm)
                        .send(node);
        assertThat(copied.body()).contains(sum(algorithm, BODY).text());
    }

    @ParameterizedTest
    @EnumSource
    void upload_withAnAlgorithm_takesItForItsParts(ChecksumAlgorithm algorithm) throws Exception {
        String id = begin(algorithm, "");
        String uri = "/bkt/k?partNumber=1&uploadId=" + id;
        assertRefused(
                HandSignedRequest.of("PUT", uri, header(algorithm, "other"))
                        .withBody(BODY)
                        .send(node),
                "BadDigest");
        HttpResponse<String> part =
                HandSignedRequest.of("PUT", uri, header(algorithm, BODY)).withBody(BODY).send(node);
        String value = sum(algorithm, BODY).text();
        assertThat(part.headers().firstValue(ChecksumHeaders.name(algorithm))).contains(value);
        String element = ChecksumHeaders.element(algorithm);
        String listed = HandSignedRequest.of("GET", "/bkt/k?uploadId=" + id).send(node).body();
        assertThat(listed).contains("<%s>%s</%s>".formatted(element, value, element));
        String type = algorithm == ChecksumAlgorithm.CRC64NVME ? "FULL_OBJECT" : "COMPOSITE";
        assertThat(listed).contains("<ChecksumType>" + type + "</ChecksumType>");
    }

    @ParameterizedTest
    @EnumSource(names = {"SHA1", "SHA256", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128"})
    void upload_ofAFullChecksum_isRefusedWhereNoneCanBeCombined(ChecksumAlgorithm algorithm)
            throws Exception {
        assertRefused(
                HandSignedRequest.of(
                                "POST",
                                "/bkt/k?uploads",
                                "x-amz-checksum-algorithm: " + algorithm,
                                "x-amz-checksum-type: FULL_OBJECT")
                        .send(node),
                "InvalidRequest");
        assertThat(begin(algorithm, "COMPOSITE")).isNotEmpty();
    }

    private String begin(ChecksumAlgorithm algorithm, String type) throws Exception {
        String wanted = "x-amz-checksum-algorithm: " + algorithm;
        HandSignedRequest request =
                type.isEmpty()
                        ? HandSignedRequest.of("POST", "/bkt/k?uploads", wanted)
                        : HandSignedRequest.of(
                                "POST", "/bkt/k?uploads", wanted, "x-amz-checksum-type: " + type);
        String body = request.send(node).body();
        int at = body.indexOf("<UploadId>") + "<UploadId>".length();
        return body.substring(at, body.indexOf("</UploadId>"));
    }
}
