package io.cairn.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Query;
import io.cairn.api.request.Region;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// The examples that AWS publishes ("Authenticating Requests: Using the Authorization Header" and
/// "Using Query Parameters", Amazon S3 API Reference), and what must be refused.
final class AuthenticatorTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final String EMPTY =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String HOST = "Host: examplebucket.s3.amazonaws.com";
    private static final String DATE = "x-amz-date: 20130524T000000Z";
    private static final String HASH = "x-amz-content-sha256: " + EMPTY;
    private static final String PRESIGNED =
            "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                    + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                    + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                    + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

    private static Authentication authenticate(FakeRequest request, Instant now) {
        return authenticate(new Signatures(Region.of("us-east-1"), true), request, now);
    }

    private static Authentication authenticate(
            Signatures signatures, FakeRequest request, Instant now) {
        Credentials credentials = Credentials.of(new Credentials.AccessKey(KEY, SECRET, "someone"));
        return new Authenticator(
                        credentials,
                        signatures,
                        List.of("s3.amazonaws.com"),
                        Clock.fixed(now, ZoneOffset.UTC))
                .authenticate(request, Query.parse(request.query()));
    }

    private static String authorization(String signedHeaders, String signature) {
        return authorization(KEY + "/20130524/us-east-1/s3/aws4_request", signedHeaders, signature);
    }

    private static String authorization(String scope, String signedHeaders, String signature) {
        return "Authorization: AWS4-HMAC-SHA256 Credential="
                + scope
                + ",SignedHeaders="
                + signedHeaders
                + ",Signature="
                + signature;
    }

    private static FakeRequest list(String authorization) {
        return FakeRequest.of("GET", "/?max-keys=2&prefix=J", HOST, DATE, HASH, authorization);
    }

    private static final String LIST_SIGNATURE =
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
    private static final String LIST_HEADERS = "host;x-amz-content-sha256;x-amz-date";

    private static void assertRefused(FakeRequest request, Instant now, S3Error error) {
        assertThatThrownBy(() -> authenticate(request, now))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    @Test
    void header_ofPublishedGetObject_isAccepted() {
        Authentication result =
                authenticate(
                        FakeRequest.of(
                                "GET",
                                "/test.txt",
                                HOST,
                                DATE,
                                HASH,
                                "Range: bytes=0-9",
                                authorization(
                                        "host;range;x-amz-content-sha256;x-amz-date",
                                        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")),
                        NOW);
        assertThat(result.identity().accessKeyId()).isEqualTo(KEY);
        assertThat(result.identity().principal()).isEqualTo("someone");
        assertThat(result.body()).isEqualTo(new BodySigning.Hashed(EMPTY));
    }

    @Test
    void header_ofPublishedPutObject_isAccepted() {
        authenticate(
                FakeRequest.of(
                        "PUT",
                        "/test%24file.text",
                        HOST,
                        "Date: Fri, 24 May 2013 00:00:00 GMT",
                        DATE,
                        "x-amz-storage-class: REDUCED_REDUNDANCY",
                        "x-amz-content-sha256:"
                                + " 44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
                        authorization(
                                "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")),
                NOW);
    }

    @Test
    void header_ofPublishedSubresource_isAccepted() {
        authenticate(
                FakeRequest.of(
                        "GET",
                        "/?lifecycle",
                        HOST,
                        DATE,
                        HASH,
                        authorization(
                                LIST_HEADERS,
                                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")),
                NOW);
    }

    @Test
    void header_ofPublishedListing_isAcceptedWithinSkewOnly() {
        FakeRequest request = list(authorization(LIST_HEADERS, LIST_SIGNATURE));
        authenticate(request, NOW);
        Instant later = NOW.plus(Duration.ofMinutes(15));
        assertThat(authenticate(request, later).identity().signedMillis())
                .hasValue(NOW.toEpochMilli());
        authenticate(request, NOW.minus(Duration.ofMinutes(15)));
        assertRefused(request, NOW.plus(Duration.ofSeconds(901)), S3Error.RequestTimeTooSkewed);
        assertRefused(request, NOW.minus(Duration.ofSeconds(901)), S3Error.RequestTimeTooSkewed);
    }

    @Test
    void header_withOtherSignature_isSignatureDoesNotMatch() {
        String other = LIST_SIGNATURE.replace('3', '4');
        assertRefused(list(authorization(LIST_HEADERS, other)), NOW, S3Error.SignatureDoesNotMatch);
        assertRefused(
                FakeRequest.of(
                        "GET",
                        "/?max-keys=3&prefix=J",
                        HOST,
                        DATE,
                        HASH,
                        authorization(LIST_HEADERS, LIST_SIGNATURE)),
                NOW,
                S3Error.SignatureDoesNotMatch);
    }

    @Test
    void header_ofUnknownKeyRegionServiceOrDate_isRefused() {
        assertRefused(
                list(authorization("OTHER/20130524/us-east-1/s3/aws4_request", LIST_HEADERS, "0")),
                NOW,
                S3Error.InvalidAccessKeyId);
        for (String scope :
                new String[] {
                    "/20130524/eu-west-1/s3/aws4_request",
                    "/20130524/us-east-1/ec2/aws4_request",
                    "/20130524/us-east-1/s3/aws3_request",
                    "/20130525/us-east-1/s3/aws4_request",
                    "/2013/us-east-1/s3/aws4_request",
                    "/201305240/us-east-1/s3/aws4_request",
                    "//us-east-1/s3/aws4_request",
                    "/x"
                }) {
            assertRefused(
                    list(authorization(KEY + scope, LIST_HEADERS, LIST_SIGNATURE)),
                    NOW,
                    S3Error.AuthorizationHeaderMalformed);
        }
    }

    /// A signature by the text that it is to cover, made here step by step.
    private static String sign(String region, String canonical) throws Exception {
        String toSign =
                "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/%s/s3/aws4_request\n%s"
                        .formatted(region, hex(sha256(canonical)));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String step : new String[] {"20130524", region, "s3", "aws4_request"}) {
            key = hmac(key, step);
        }
        return hex(hmac(key, toSign));
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// A request whose canonical query and canonical value of `x-amz-meta-a` a test writes down.
    private static FakeRequest signed(
            String region, String query, String signedQuery, String value, String signedValue)
            throws Exception {
        String names = "host;x-amz-content-sha256;x-amz-date;x-amz-meta-a";
        String canonical =
                "GET\n/\n%s\nhost:h\nx-amz-content-sha256:%s\nx-amz-date:20130524T000000Z\nx-amz-meta-a:%s\n\n%s\n%s"
                        .formatted(signedQuery, EMPTY, signedValue, names, EMPTY);
        return FakeRequest.of(
                "GET",
                "/?" + query,
                "Host: h",
                DATE,
                HASH,
                "x-amz-meta-a: " + value,
                authorization(
                        KEY + "/20130524/" + region + "/s3/aws4_request",
                        names,
                        sign(region, canonical)));
    }

    @Test
    void parameters_ofOneName_areSignedInTheirOrderOrSorted() throws Exception {
        String sent = "events=b&prefix=&events=a";
        String region = "us-east-1";
        authenticate(signed(region, sent, "events=a&events=b&prefix=", "x", "x"), NOW);
        authenticate(signed(region, sent, "events=b&events=a&prefix=", "x", "x"), NOW);
        assertRefused(
                signed(region, sent, "prefix=&events=a&events=b", "x", "x"),
                NOW,
                S3Error.SignatureDoesNotMatch);
    }

    @Test
    void whiteSpace_inAHeader_isSignedAsOneSpace() throws Exception {
        String region = "us-east-1";
        for (String value : new String[] {"a  b", "a\t\tb", "a\tb", "a \t b"}) {
            authenticate(signed(region, "q=", "q=", value, "a b"), NOW);
        }
        authenticate(signed(region, "q=", "q=", "a\tb", "a\tb"), NOW);
        assertRefused(signed(region, "q=", "q=", "a b", "ab"), NOW, S3Error.SignatureDoesNotMatch);
    }

    @Test
    void region_isAnyIfNoneIsTheServers() throws Exception {
        for (String region : new String[] {"us-east-1", "eu-central-1", "my_region"}) {
            authenticate(Signatures.DEFAULT, signed(region, "q=", "q=", "x", "x"), NOW);
        }
        assertRefused(
                signed("eu-central-1", "q=", "q=", "x", "x"),
                NOW,
                S3Error.AuthorizationHeaderMalformed);
        assertThatThrownBy(() ->
                        authenticate(Signatures.DEFAULT, signed("", "q=", "q=", "x", "x"), NOW))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.error()).isEqualTo(S3Error.AuthorizationHeaderMalformed));
    }

    @Test
    void header_thatLeavesOutAmzHeaders_isAccessDenied() {
        assertRefused(
                FakeRequest.of(
                        "GET",
                        "/?max-keys=2&prefix=J",
                        HOST,
                        DATE,
                        HASH,
                        "x-amz-acl: public-read",
                        authorization(LIST_HEADERS, LIST_SIGNATURE)),
                NOW,
                S3Error.AccessDenied);
    }

    @Test
    void requests_thatProveNothing_areRefused() {
        assertRefused(FakeRequest.of("GET", "/", HOST), NOW, S3Error.AccessDenied);
        assertRefused(
                FakeRequest.of("GET", "/", HOST, "Authorization: Basic AKID:c2ln"),
                NOW,
                S3Error.InvalidRequest);
        assertRefused(
                FakeRequest.of("GET", PRESIGNED + "&AWSAccessKeyId=a&Signature=b&Expires=1", HOST),
                NOW,
                S3Error.InvalidArgument);
        assertRefused(
                FakeRequest.of("GET", "/", HOST, "Authorization: AWS4-HMAC-SHA256 nonsense", DATE),
                NOW,
                S3Error.AuthorizationHeaderMalformed);
        assertRefused(
                FakeRequest.of(
                        "GET",
                        "/?max-keys=2&prefix=J",
                        HOST,
                        DATE,
                        HASH,
                        "x-amz-security-token: t",
                        authorization(LIST_HEADERS, LIST_SIGNATURE)),
                NOW,
                S3Error.InvalidToken);
    }

    @Test
    void presigned_ofPublishedExample_isAcceptedUntilItExpires() {
        FakeRequest request = FakeRequest.of("GET", PRESIGNED, HOST);
        assertThat(authenticate(request, NOW).body()).isEqualTo(new BodySigning.Unsigned());
        assertThat(authenticate(request, NOW.plusSeconds(86_400)).identity().signedMillis())
                .hasValue(NOW.toEpochMilli());
        assertRefused(request, NOW.plusSeconds(86_401), S3Error.AccessDenied);
        assertRefused(request, NOW.minusSeconds(1000), S3Error.AccessDenied);
    }

    @Test
    void presigned_withAHashSentAlong_isHeldToIt() {
        String other = "0".repeat(64);
        FakeRequest request =
                FakeRequest.of("GET", PRESIGNED, HOST, "x-amz-content-sha256: " + other);
        assertThat(authenticate(request, NOW).body()).isEqualTo(new BodySigning.Hashed(other));
        assertRefused(
                FakeRequest.of("GET", PRESIGNED, HOST, "x-amz-content-sha256: x"),
                NOW,
                S3Error.InvalidArgument);
    }

    @Test
    void presigned_withBadParameters_isAuthorizationQueryParametersError() {
        for (String[] change :
                new String[][] {
                    {"86400", "604801"},
                    {"86400", "0"},
                    {"86400", "x"},
                    {"&X-Amz-Expires=86400", ""},
                    {"AWS4-HMAC-SHA256", "AWS4-OTHER"},
                    {"us-east-1", "eu-west-1"},
                    {"20130524T000000Z", "yesterday"}
                }) {
            assertRefused(
                    FakeRequest.of("GET", PRESIGNED.replace(change[0], change[1]), HOST),
                    NOW,
                    S3Error.AuthorizationQueryParametersError);
        }
    }

    @Test
    void accessKey_asText_hidesItsSecret() {
        assertThat(new Credentials.AccessKey(KEY, SECRET, "someone").toString())
                .doesNotContain(SECRET);
    }
}
