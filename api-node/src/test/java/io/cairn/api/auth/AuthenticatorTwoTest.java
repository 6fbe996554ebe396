package io.cairn.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.ParametersAsHeaders;
import io.cairn.api.request.Query;
import io.cairn.api.request.Region;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples that AWS published for version 2 ("Signing and Authenticating REST Requests",
/// Amazon S3), forms in which clients differ, and what must be refused.
final class AuthenticatorTwoTest {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String DATE = "Tue, 27 Mar 2007 19:36:42 +0000";
    private static final Instant NOW = Instant.parse("2007-03-27T19:36:42Z");

    private static Authentication authenticate(FakeRequest request, Instant now) {
        return authenticate(Signatures.DEFAULT, request, now);
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

    private static void assertRefused(FakeRequest request, Instant now, S3Error error) {
        assertThatThrownBy(() -> authenticate(request, now))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    private static String sign(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        return Base64.getEncoder()
                .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// A request with a signature of `text` in a header.
    private static FakeRequest signed(String text, String method, String uri, String... lines)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("Authorization: AWS " + KEY + ":" + sign(text));
        return FakeRequest.of(method, uri, all.toArray(String[]::new));
    }

    /// A URL with a signature of `text` that expires in the second 1175139620.
    private static String presigned(String text, String uri) throws Exception {
        return uri
                + (uri.contains("?") ? "&" : "?")
                + "AWSAccessKeyId="
                + KEY
                + "&Expires=1175139620&Signature="
                + URLEncoder.encode(sign(text), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/photos/puppy.jpg|johnsmith.|Tue, 27 Mar 2007 19:36:42 +0000|bWq2s1WEIj+Ydj0vQ697zp+IXMU=",
                "GET|/?prefix=photos&max-keys=50&marker=puppy|johnsmith.|Tue, 27 Mar 2007 19:42:41 +0000|htDYFYduRNen8P9ZfE/s9SuKy0U=",
                "GET|/?acl|johnsmith.|Tue, 27 Mar 2007 19:44:46 +0000|c2WLPFtWHVgbEmeEG93a4cG37dM=",
                "GET|/|''|Wed, 28 Mar 2007 01:29:59 +0000|qGdzdERIC03wnaRNKh6OqZehG9s=",
                "GET|/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re|''|Wed, 28 Mar 2007 01:49:49 +0000|DNEZGsoieTZ92F3bUfSPQcbGmlM="
            })
    void header_ofAPublishedExample_isAccepted(
            String method, String uri, String bucket, String date, String signature) {
        Instant now =
                Instant.from(java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        FakeRequest request =
                FakeRequest.of(
                        method,
                        uri,
                        "Host: " + bucket + "s3.amazonaws.com",
                        "Date: " + date,
                        "Authorization: AWS " + KEY + ":" + signature);
        Authentication result = authenticate(request, now);
        assertThat(result.identity().accessKeyId()).isEqualTo(KEY);
        assertThat(result.identity().principal()).isEqualTo("someone");
        assertThat(result.body()).isEqualTo(new BodySigning.Unsigned());
        assertThat(authenticate(request, now.plusSeconds(900)).identity().signedMillis())
                .hasValue(now.toEpochMilli());
        assertRefused(request, now.plusSeconds(901), S3Error.RequestTimeTooSkewed);
        assertRefused(request, now.minusSeconds(901), S3Error.RequestTimeTooSkewed);
    }

    @Test
    void header_ofThePublishedPut_isAccepted() {
        authenticate(
                FakeRequest.of(
                        "PUT",
                        "/photos/puppy.jpg",
                        "Host: johnsmith.s3.amazonaws.com",
                        "Content-Type: image/jpeg",
                        "Date: Tue, 27 Mar 2007 21:15:45 +0000",
                        "Authorization: AWS " + KEY + ":MyyxeRY7whkBe+bq8fHCL/2kKUg="),
                Instant.parse("2007-03-27T21:15:45Z"));
    }

    @Test
    void query_ofThePublishedExample_isAcceptedUntilItExpires() {
        FakeRequest request =
                FakeRequest.of(
                        "GET",
                        "/photos/puppy.jpg?AWSAccessKeyId="
                                + KEY
                                + "&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620",
                        "Host: johnsmith.s3.amazonaws.com");
        Instant last = Instant.ofEpochSecond(1_175_139_620);
        authenticate(request, Instant.EPOCH);
        assertThat(authenticate(request, last).identity().signedMillis()).isEmpty();
        assertRefused(request, last.plusSeconds(1), S3Error.AccessDenied);
    }

    @Test
    void header_withAmzHeaders_coversThemSortedAndJoined() throws Exception {
        String text =
                "PUT\nbWQ1\ntext/plain\n\nx-amz-acl:private\nx-amz-date:%s\nx-amz-meta-a:1,2\n/b/k"
                        .formatted(DATE);
        FakeRequest request =
                signed(
                        text,
                        "PUT",
                        "/b/k",
                        "Host: h",
                        "Content-MD5: bWQ1",
                        "Content-Type: text/plain",
                        "Date: Tue, 27 Mar 2007 00:00:00 +0000",
                        "X-Amz-Meta-A: 1",
                        "x-amz-meta-a: 2",
                        "x-amz-date: " + DATE,
                        "x-amz-acl: private");
        assertThat(authenticate(request, NOW.plusSeconds(1)).identity().signedMillis())
                .hasValue(NOW.toEpochMilli());
        assertRefused(
                new FakeRequest(
                        "PUT",
                        "/b/k",
                        "",
                        request.lines().stream()
                                .map(line -> line.replace("private", "public-read"))
                                .toList(),
                        new byte[0]),
                NOW,
                S3Error.SignatureDoesNotMatch);
    }

    @ParameterizedTest
    @CsvSource({
        "/b/k?uploadId=u&partNumber=1&x=y, /b/k?partNumber=1&uploadId=u",
        "/b?uploads, /b?uploads",
        "/b?uploads=, /b?uploads",
        "/b?uploads=, /b?uploads=",
        "/b?delete=&prefix=p, /b?delete",
        "/b?list-type=2, /b",
        "/b?list-type=2, /b/",
        "/b/?acl, /b?acl",
        "/b?acl, /b/?acl",
        "/, /",
        "/b?encryption, /b?encryption",
        "/b?encryption, /b",
        "/b/k?response-content-type=a%2Fb%20c, /b/k?response-content-type=a/b c",
        "/b/k?response-content-type=%C3%A9, /b/k?response-content-type=\u00e9",
        "/b/a~b+c, /b/a~b+c",
        "/b/a~b+c, /b/a~b%2Bc"
    })
    void header_coversTheSubresources(String uri, String resource) throws Exception {
        String text = "GET\n\n\n" + DATE + "\n" + resource;
        authenticate(signed(text, "GET", uri, "Host: h", "Date: " + DATE), NOW);
        assertRefused(
                signed(text + "x", "GET", uri, "Host: h", "Date: " + DATE),
                NOW,
                S3Error.SignatureDoesNotMatch);
    }

    @Test
    void slash_atTheEndOfAKey_isCovered() throws Exception {
        for (String[] keys : new String[][] {{"/x", "/x/"}, {"/x/", "/x"}}) {
            String text = "GET\n\n\n" + DATE + "\n/bkt" + keys[0];
            String host = "Host: bkt.s3.amazonaws.com";
            authenticate(signed(text, "GET", keys[0], host, "Date: " + DATE), NOW);
            assertRefused(
                    signed(text, "GET", keys[1], host, "Date: " + DATE),
                    NOW,
                    S3Error.SignatureDoesNotMatch);
            assertRefused(
                    signed(text, "GET", "/bkt" + keys[1], "Host: h", "Date: " + DATE),
                    NOW,
                    S3Error.SignatureDoesNotMatch);
        }
    }

    @Test
    void query_coversHeadersThatItHoldsAndTheBucketOfTheHost() throws Exception {
        String text = "PUT\nbWQ1\ntext/plain\n1175139620\nx-amz-meta-a:v\n/bkt/k?acl";
        String uri =
                presigned(text, "/k?acl&content-md5=bWQ1&content-type=text%2Fplain&x-amz-meta-a=v");
        authenticate(FakeRequest.of("PUT", uri, "Host: bkt.s3.amazonaws.com:80"), NOW);
        assertRefused(
                FakeRequest.of("PUT", uri, "Host: bkt.s3.amazonaws.com", "x-amz-meta-a: other"),
                NOW,
                S3Error.SignatureDoesNotMatch);
        assertRefused(
                FakeRequest.of("PUT", uri, "Host: bkt.s3.amazonaws.com", "x-amz-meta-b: more"),
                NOW,
                S3Error.SignatureDoesNotMatch);
        assertRefused(
                FakeRequest.of("PUT", uri, "Host: other.s3.amazonaws.com"),
                NOW,
                S3Error.SignatureDoesNotMatch);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abac",
                "accelerate",
                "acl",
                "analytics",
                "annotation",
                "append",
                "attributes",
                "cairn-quota",
                "cors",
                "delete",
                "encryption",
                "intelligent-tiering",
                "inventory",
                "legal-hold",
                "lifecycle",
                "location",
                "logging",
                "metadataAnnotationTable",
                "metadataConfiguration",
                "metadataInventoryTable",
                "metadataJournalTable",
                "metadataTable",
                "metrics",
                "notification",
                "object-lock",
                "ownershipControls",
                "partNumber=1",
                "policy",
                "policyStatus",
                "publicAccessBlock",
                "renameObject",
                "replication",
                "requestPayment",
                "restore",
                "retention",
                "select",
                "session",
                "tagging",
                "torrent",
                "uploadId",
                "uploads",
                "versioning",
                "versions",
                "website"
            })
    void query_withASubresourceAdded_isRefused(String added) throws Exception {
        String uri = presigned("PUT\n\n\n1175139620\n/b/k", "/b/k");
        authenticate(FakeRequest.of("PUT", uri, "Host: h"), NOW);
        assertRefused(
                FakeRequest.of("PUT", uri + "&" + added, "Host: h"),
                NOW,
                S3Error.SignatureDoesNotMatch);
    }

    @Test
    void body_isHashedOnlyIfAHeaderSaysSo() throws Exception {
        String hash = "0".repeat(64);
        String text = "PUT\n\n\n" + DATE + "\nx-amz-content-sha256:%s\n/b/k";
        assertThat(
                        authenticate(
                                        signed(
                                                text.formatted(hash),
                                                "PUT",
                                                "/b/k",
                                                "Date: " + DATE,
                                                "x-amz-content-sha256: " + hash),
                                        NOW)
                                .body())
                .isEqualTo(new BodySigning.Hashed(hash));
        String chained = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
        assertRefused(
                signed(
                        text.formatted(chained),
                        "PUT",
                        "/b/k",
                        "Date: " + DATE,
                        "x-amz-content-sha256: " + chained),
                NOW,
                S3Error.NotImplemented);
    }

    @Test
    void requests_thatProveNothing_areRefused() throws Exception {
        String date = "Date: " + DATE;
        for (String authorization : new String[] {"AWS :x", "AWS " + KEY, "AWS " + KEY + ":"}) {
            assertRefused(
                    FakeRequest.of("GET", "/", date, "Authorization: " + authorization),
                    NOW,
                    S3Error.InvalidArgument);
        }
        assertRefused(
                FakeRequest.of("GET", "/", date, "Authorization: AWS OTHER:c2ln"),
                NOW,
                S3Error.InvalidAccessKeyId);
        assertRefused(
                FakeRequest.of("GET", "/", date, "Authorization: AWS " + KEY + ":c2ln"),
                NOW,
                S3Error.SignatureDoesNotMatch);
        assertRefused(signed("GET\n\n\n\n/", "GET", "/"), NOW, S3Error.AccessDenied);
        assertRefused(
                signed("GET\n\n\nnow\n/", "GET", "/", "Date: now"), NOW, S3Error.AccessDenied);
        for (String query : new String[] {"", "&Expires=", "&Expires=x", "&Expires=-1"}) {
            assertRefused(
                    FakeRequest.of("GET", "/?AWSAccessKeyId=" + KEY + "&Signature=b" + query),
                    NOW,
                    S3Error.AccessDenied);
        }
        assertRefused(
                FakeRequest.of(
                        "GET",
                        presigned("GET\n\n\n1175139620\n/", "/"),
                        date,
                        "Authorization: AWS " + KEY + ":c2ln"),
                NOW,
                S3Error.InvalidArgument);
        assertRefused(
                signed(
                        "GET\n\n\n" + DATE + "\nx-amz-security-token:t\n/",
                        "GET",
                        "/",
                        date,
                        "x-amz-security-token: t"),
                NOW,
                S3Error.InvalidToken);
    }

    @Test
    void versionTwo_thatIsTurnedOff_isInvalidRequest() throws Exception {
        Signatures off = new Signatures(Region.ANY, false);
        for (FakeRequest request :
                List.of(
                        signed("GET\n\n\n" + DATE + "\n/", "GET", "/", "Date: " + DATE),
                        FakeRequest.of("GET", presigned("GET\n\n\n1175139620\n/", "/")))) {
            authenticate(request, NOW);
            assertThatThrownBy(() -> authenticate(off, request, NOW))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> assertThat(e.error()).isEqualTo(S3Error.InvalidRequest));
        }
    }

    @Test
    void parameters_thatVersionTwoDoesNotSign_standForNoHeaders() throws Exception {
        String text = "PUT\n\n\n" + DATE + "\n/b/k";
        FakeRequest request =
                signed(text, "PUT", "/b/k?x-amz-copy-source=%2Fb%2Fsecret", "Date: " + DATE);
        assertThat(authenticate(request, NOW).parameters())
                .isEqualTo(ParametersAsHeaders.Which.NONE);
        FakeRequest url = FakeRequest.of("GET", presigned("GET\n\n\n1175139620\n/b/k", "/b/k"));
        assertThat(authenticate(url, NOW).parameters())
                .isEqualTo(ParametersAsHeaders.Which.AMZ_AND_CONTENT);
    }

    @Test
    void headersAndParameters_thatAreAddedToSignedOnesOfTheirName_areRefused() throws Exception {
        String text = "PUT\n\nimage/png\n1175139620\nx-amz-meta-a:1\n/b/k";
        String url = presigned(text, "/b/k?x-amz-meta-a=1");
        authenticate(FakeRequest.of("PUT", url, "Content-Type: image/png"), NOW);
        assertRefused(
                FakeRequest.of("PUT", url, "Content-Type: image/png", "Content-Type: text/html"),
                NOW,
                S3Error.SignatureDoesNotMatch);
        assertRefused(
                FakeRequest.of("PUT", url + "&x-amz-meta-a=evil", "Content-Type: image/png"),
                NOW,
                S3Error.SignatureDoesNotMatch);
    }
}
