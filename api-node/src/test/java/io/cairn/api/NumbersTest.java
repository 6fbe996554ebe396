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
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Numbers of any length in what a client sends: each is heeded or refused, none is passed over.
final class NumbersTest {
    private final NodeFixture node = new NodeFixture();
    private String uploadId = "";

    @BeforeEach
    void fill() {
        node.s3().createBucket(b -> b.bucket("bkt"));
        node.s3().putObject(b -> b.bucket("bkt").key("k"), RequestBody.fromString("0123456789"));
        node.s3().putObject(b -> b.bucket("bkt").key("none"), RequestBody.empty());
        uploadId = node.s3().createMultipartUpload(b -> b.bucket("bkt").key("mp")).uploadId();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.body()).contains("<Code>" + code + "</Code>");
        assertThat(response.statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=8-9223372036854775806, 89",
        "bytes=8-99999999999999999999999999, 89",
        "bytes=0000000000000000000000008-9, 89",
        "Bytes=8-, 89",
        "bytes=-99999999999999999999, 0123456789"
    })
    void range_ofManyDigits_isPartial(String range, String content) throws Exception {
        HttpResponse<String> response =
                HandSignedRequest.of("GET", "/bkt/k", "Range: " + range).send(node);
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(content);
    }

    @Test
    void range_beyondTheEnd_isInvalidRange() throws Exception {
        for (String range : new String[] {"bytes=99999999999999999999-", "bytes=-0"}) {
            assertRefused(
                    HandSignedRequest.of("GET", "/bkt/k", "Range: " + range).send(node),
                    416,
                    "InvalidRange");
        }
        for (String range : new String[] {"bytes=0-", "bytes=-5", "bytes=0-9223372036854775807"}) {
            assertRefused(
                    HandSignedRequest.of("GET", "/bkt/none", "Range: " + range).send(node),
                    416,
                    "InvalidRange");
        }
    }

    @Test
    void copyRange_ofManyDigits_isHeeded() throws Exception {
        assertThat(copyPart("Bytes=0000000000000000000000-000000000000000000000009").statusCode())
                .isEqualTo(200);
        for (String range :
                new String[] {
                    "bytes=0-9223372036854775806",
                    "bytes=0-99999999999999999999",
                    "bytes=99999999999999999999-99999999999999999999"
                }) {
            HttpResponse<String> response = copyPart(range);
            assertRefused(response, 400, "InvalidArgument");
            assertThat(response.body()).contains("source object of size: 10");
        }
    }

    private HttpResponse<String> copyPart(String range) throws Exception {
        return HandSignedRequest.of(
                        "PUT",
                        "/bkt/mp?partNumber=1&uploadId=" + uploadId,
                        "x-amz-copy-source: bkt/k",
                        "x-amz-copy-source-range: " + range)
                .send(node);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bkt?max-keys=",
                "/bkt?list-type=2&max-keys=",
                "/bkt?versions&max-keys=",
                "/bkt?uploads&max-uploads=",
                "/bkt/mp?max-parts="
            })
    void count_beyondAnInteger_isInvalidArgument(String uri) throws Exception {
        String upload = uri.contains("max-parts") ? "&uploadId=" + uploadId : "";
        for (String max : new String[] {"2147483648", "99999999999999999999", "-1", "1x"}) {
            assertRefused(
                    HandSignedRequest.of("GET", uri + max + upload).send(node),
                    400,
                    "InvalidArgument");
        }
        for (String max : new String[] {"2147483647", "000000000000000001"}) {
            assertThat(HandSignedRequest.of("GET", uri + max + upload).send(node).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void partNumber_beyondTheGreatest_isInvalidArgument() throws Exception {
        for (String number : new String[] {"10001", "4294967297", "18446744073709551617"}) {
            assertRefused(
                    HandSignedRequest.of(
                                    "PUT", "/bkt/mp?partNumber=" + number + "&uploadId=" + uploadId)
                            .withBody("x")
                            .send(node),
                    400,
                    "InvalidArgument");
            assertRefused(
                    HandSignedRequest.of("GET", "/bkt/k?partNumber=" + number).send(node),
                    400,
                    "InvalidArgument");
            String parts =
                    "<CompleteMultipartUpload><Part><PartNumber>%s</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>"
                            .formatted(number);
            assertRefused(
                    HandSignedRequest.of("POST", "/bkt/mp?uploadId=" + uploadId)
                            .withBody(parts)
                            .send(node),
                    400,
                    "InvalidArgument");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-max-parts, 2147483648",
        "x-amz-max-parts, 99999999999999999999",
        "x-amz-part-number-marker, 2147483648",
        "x-amz-part-number-marker, -1"
    })
    void attributes_withANumberThatNoIntegerHolds_areInvalidArgument(String header, String number)
            throws Exception {
        String etag =
                node.s3()
                        .uploadPart(
                                b -> b.bucket("bkt").key("mp").uploadId(uploadId).partNumber(1),
                                RequestBody.fromString("x"))
                        .eTag();
        node.s3()
                .completeMultipartUpload(b ->
                        b.bucket("bkt")
                                .key("mp")
                                .uploadId(uploadId)
                                .multipartUpload(m ->
                                        m.parts(
                                                CompletedPart.builder()
                                                        .partNumber(1)
                                                        .eTag(etag)
                                                        .build())));
        assertRefused(
                HandSignedRequest.of(
                                "GET",
                                "/bkt/mp?attributes",
                                "x-amz-object-attributes: ObjectParts",
                                header + ": " + number)
                        .send(node),
                400,
                "InvalidArgument");
    }

    @Test
    void expectedSize_ofManyDigits_isCompared() throws Exception {
        String etag =
                node.s3()
                        .uploadPart(
                                b -> b.bucket("bkt").key("mp").uploadId(uploadId).partNumber(1),
                                RequestBody.fromString("x"))
                        .eTag();
        String parts =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
                        .formatted(etag.replace("\"", "&quot;"));
        for (String size : new String[] {"2", "9223372036854775807", "18446744073709551617"}) {
            assertRefused(complete(parts, size), 400, "InvalidRequest");
        }
        assertThat(complete(parts, "00000000000000000000001").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> complete(String parts, String size) throws Exception {
        return HandSignedRequest.of(
                        "POST", "/bkt/mp?uploadId=" + uploadId, "x-amz-mp-object-size: " + size)
                .withBody(parts)
                .send(node);
    }

    @Test
    void deleteOfASize_ofManyDigits_isCompared() throws Exception {
        assertRefused(deleteOfSize("99999999999999999999"), 412, "PreconditionFailed");
        assertRefused(deleteOfSize("-1"), 400, "InvalidArgument");
        assertThat(deleteOfSize("000000000000000000000010").statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> deleteOfSize(String size) throws Exception {
        return HandSignedRequest.of("DELETE", "/bkt/k", "x-amz-if-match-size: " + size).send(node);
    }

    @Test
    void checksumOfParts_withANumberThatIsNone_isInvalidRequest() throws Exception {
        for (String parts : new String[] {"-0", "-+2", "--2", "-10001", "-4294967298", "-"}) {
            assertRefused(
                    HandSignedRequest.of(
                                    "POST",
                                    "/bkt/mp?uploadId=" + uploadId,
                                    "x-amz-checksum-crc32: AAAAAA==" + parts)
                            .withBody(
                                    "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>")
                            .send(node),
                    400,
                    "InvalidRequest");
        }
    }
}
