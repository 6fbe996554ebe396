package io.cairn.api.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.Authentication;
import io.cairn.api.auth.Authenticator;
import io.cairn.api.auth.BodySigning;
import io.cairn.api.auth.Credentials;
import io.cairn.api.auth.FakeRequest;
import io.cairn.api.auth.Signatures;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Query;
import io.cairn.schemas.event.ChecksumAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The examples of `aws-chunked` bodies that AWS publishes ("Transferring Payload in Multiple
/// Chunks", Amazon S3 API Reference), and bodies that must be refused.
final class ChunkedContentTest {
    private static final String A = "a".repeat(65_536);
    private static final String SIGNED =
            "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
                    + A
                    + "\r\n"
                    + "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
                    + "a".repeat(1024)
                    + "\r\n"
                    + "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
    private static final String TRAILED =
            "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
                    + A
                    + "\r\n"
                    + "400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
                    + "a".repeat(1024)
                    + "\r\n"
                    + "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
                    + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
                    + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

    private static Payload signed(String body) {
        return payload(
                body,
                "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                        + "x-amz-decoded-content-length;x-amz-storage-class",
                "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                "Content-Encoding: aws-chunked",
                "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "Content-Length: 66824");
    }

    private static Payload trailed(String body) {
        return payload(
                body,
                "content-encoding;host;x-amz-content-sha256;x-amz-date;"
                        + "x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
                "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
                "Content-Encoding: aws-chunked",
                "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                "x-amz-trailer: x-amz-checksum-crc32c");
    }

    private static Payload payload(String body, String headers, String signature, String... lines) {
        FakeRequest request =
                FakeRequest.withBody(
                        body.getBytes(StandardCharsets.ISO_8859_1),
                        "PUT",
                        "/examplebucket/chunkObject.txt",
                        "Host: s3.amazonaws.com",
                        "x-amz-date: 20130524T000000Z",
                        "x-amz-storage-class: REDUCED_REDUNDANCY",
                        "x-amz-decoded-content-length: 66560",
                        lines[0],
                        lines[1],
                        lines[2],
                        "Authorization: AWS4-HMAC-SHA256"
                                + " Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                + "SignedHeaders="
                                + headers
                                + ",Signature="
                                + signature);
        Credentials.AccessKey key =
                new Credentials.AccessKey(
                        "AKIAIOSFODNN7EXAMPLE",
                        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                        "someone");
        Clock clock = Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);
        Authentication authentication =
                new Authenticator(Credentials.of(key), Signatures.DEFAULT, List.of(), clock)
                        .authenticate(request, Query.parse(""));
        return new Payload(request, authentication.body(), () -> false);
    }

    private static Payload unsigned(String body, String... lines) {
        return new Payload(
                FakeRequest.withBody(
                        body.getBytes(StandardCharsets.ISO_8859_1), "PUT", "/b/k", lines),
                new BodySigning.Chunked(Optional.empty(), true),
                () -> false);
    }

    private static String read(Payload payload, int bufferBytes) throws IOException {
        BodyContent content = payload.content(1 << 20, ChecksumAlgorithm.CRC64NVME);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[bufferBytes];
        for (int read; (read = content.read(buffer, 0, buffer.length)) >= 0; ) {
            content.update(buffer, 0, read);
            all.write(buffer, 0, read);
        }
        content.verify();
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static void assertRefused(Payload payload, S3Error error) {
        assertThatThrownBy(() -> read(payload, 8192))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    @Test
    void signed_ofPublishedExample_isDecoded() throws IOException {
        for (int buffer : new int[] {1, 7, 8192, 65_536, 100_000}) {
            assertThat(read(signed(SIGNED), buffer)).isEqualTo("a".repeat(66_560));
        }
    }

    @Test
    void trailed_ofPublishedExample_isDecoded() throws IOException {
        assertThat(read(trailed(TRAILED), 50_000)).isEqualTo("a".repeat(66_560));
        assertThat(read(trailed(TRAILED.replace("Q==\r\n", "Q==\n\r\n")), 50_000))
                .isEqualTo("a".repeat(66_560));
    }

    @Test
    void signed_withAnyCorruption_isSignatureDoesNotMatch() {
        assertRefused(signed(SIGNED.replace("aa\r\n", "ab\r\n")), S3Error.SignatureDoesNotMatch);
        assertRefused(signed(SIGNED.replace("=ad80", "=ad81")), S3Error.SignatureDoesNotMatch);
        assertRefused(signed(SIGNED.replace("=b6c6", "=b6c7")), S3Error.SignatureDoesNotMatch);
        assertRefused(
                signed(SIGNED.replaceAll(";chunk-signature=[0-9a-f]+", "")),
                S3Error.SignatureDoesNotMatch);
    }

    @Test
    void trailed_withCorruptTrailer_isRefused() {
        assertRefused(
                trailed(TRAILED.replace("sOO8/Q==", "sOO8/A==")), S3Error.SignatureDoesNotMatch);
        assertRefused(
                trailed(TRAILED.replaceAll("x-amz-trailer-signature:.*\r\n", "")),
                S3Error.SignatureDoesNotMatch);
        assertRefused(
                trailed(TRAILED.replaceAll("x-amz-checksum-crc32c:.*\r\n", "")),
                S3Error.SignatureDoesNotMatch);
    }

    @Test
    void signed_cutOrDamagedInFraming_isIncompleteBody() {
        assertRefused(signed(SIGNED.substring(0, 40_000)), S3Error.IncompleteBody);
        assertRefused(signed(SIGNED.substring(0, 20)), S3Error.IncompleteBody);
        assertRefused(
                signed(SIGNED.substring(0, SIGNED.indexOf("\r\n0;") + 2)), S3Error.IncompleteBody);
        assertRefused(signed(SIGNED.replace("\r\n400;", "x\r\n400;")), S3Error.IncompleteBody);
        assertRefused(signed(""), S3Error.IncompleteBody);
        assertRefused(signed("zz\r\n"), S3Error.IncompleteBody);
        assertRefused(signed("-1\r\n"), S3Error.IncompleteBody);
        assertRefused(signed("f".repeat(16) + "\r\n"), S3Error.IncompleteBody);
        assertRefused(signed("1".repeat(5000)), S3Error.IncompleteBody);
    }

    @Test
    void unsigned_withTrailer_verifiesChecksumAndLength() throws IOException {
        String trailer = "x-amz-trailer: x-amz-checksum-crc64nvme";
        String body = "9\r\n123456789\r\n0\r\nx-amz-checksum-crc64nvme:rosUhgp5mIg=\r\n\r\n";
        String length = "x-amz-decoded-content-length: 9";
        assertThat(read(unsigned(body, length, trailer), 100)).isEqualTo("123456789");
        assertRefused(unsigned(body.replace("789", "780"), length, trailer), S3Error.BadDigest);
        assertRefused(
                unsigned(body, "x-amz-decoded-content-length: 10", trailer),
                S3Error.IncompleteBody);
        assertRefused(
                unsigned(body, "x-amz-decoded-content-length: 8", trailer), S3Error.IncompleteBody);
        assertRefused(unsigned(body, trailer), S3Error.MissingContentLength);
        assertRefused(
                unsigned("9\r\n123456789\r\n0\r\n\r\n", length, trailer),
                S3Error.MalformedTrailerError);
        assertRefused(
                unsigned(body, length, "x-amz-trailer: x-amz-checksum-sha3"),
                S3Error.InvalidRequest);
        assertRefused(
                unsigned(body, "x-amz-decoded-content-length: 2000000", trailer),
                S3Error.EntityTooLarge);
    }

    @Test
    void trailer_thatNoHeaderDeclares_isMalformedTrailerError() throws IOException {
        String length = "x-amz-decoded-content-length: 9";
        String bare = "9\r\n123456789\r\n0\r\n";
        String wrong = bare + "x-amz-checksum-crc32:AAAAAA==\r\n\r\n";
        assertThat(read(unsigned(bare + "\r\n", length), 100)).isEqualTo("123456789");
        assertRefused(unsigned(wrong, length), S3Error.MalformedTrailerError);
        assertRefused(
                unsigned(wrong, length, "x-amz-checksum-crc64nvme: rosUhgp5mIg="),
                S3Error.MalformedTrailerError);
    }

    @Test
    void hashed_withOtherBody_isXAmzContentSha256Mismatch() {
        FakeRequest request =
                FakeRequest.withBody("x".getBytes(StandardCharsets.UTF_8), "PUT", "/b/k");
        assertRefused(
                new Payload(request, new BodySigning.Hashed("0".repeat(64)), () -> false),
                S3Error.XAmzContentSHA256Mismatch);
    }
}
