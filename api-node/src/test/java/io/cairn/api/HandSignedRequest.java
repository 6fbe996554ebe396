package io.cairn.api;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// A request to a [NodeFixture] whose query and headers (`name: value`) a test writes down, signed
/// in its headers or in its query, at the time of the node. `signedBody` may be another one than is
/// sent.
record HandSignedRequest(
        String method, String uri, List<String> headers, String body, String signedBody) {
    /// Headers that the client of the JDK sends of its own accord.
    private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length");

    static HandSignedRequest of(String method, String uri, String... headers) {
        return new HandSignedRequest(method, uri, List.of(headers), "", "");
    }

    HandSignedRequest withBody(String text) {
        return new HandSignedRequest(method, uri, headers, text, text);
    }

    HandSignedRequest signedAsIfOf(String text) {
        return new HandSignedRequest(method, uri, headers, body, text);
    }

    HttpResponse<String> send(NodeFixture node) throws Exception {
        return send(signed(node, AuthLocation.HEADER));
    }

    HttpResponse<String> sendPresigned(NodeFixture node) throws Exception {
        return send(presigned(node));
    }

    /// The request with its signature in the query.
    SdkHttpRequest presigned(NodeFixture node) {
        return signed(node, AuthLocation.QUERY_STRING);
    }

    private SdkHttpRequest signed(NodeFixture node, AuthLocation location) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder()
                        .uri(URI.create(node.endpoint() + uri))
                        .method(SdkHttpMethod.fromValue(method));
        for (String header : headers) {
            int colon = header.indexOf(':');
            request.appendHeader(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        boolean inQuery = location == AuthLocation.QUERY_STRING;
        SignRequest.Builder<AwsCredentialsIdentity> sign =
                SignRequest.builder(
                                AwsCredentialsIdentity.create(
                                        NodeFixture.ACCESS_KEY, NodeFixture.SECRET))
                        .request(request.build())
                        .putProperty(HttpSigner.SIGNING_CLOCK, node.clock())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, location)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, !inQuery);
        if (inQuery) {
            sign.putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(5));
        } else {
            byte[] hashed = signedBody.getBytes(StandardCharsets.UTF_8);
            sign.payload(() -> new ByteArrayInputStream(hashed));
        }
        return AwsV4HttpSigner.create().sign(sign.build()).request();
    }

    /// Sends the request as it was signed.
    HttpResponse<String> send(SdkHttpRequest signed) throws Exception {
        HttpRequest.Builder sent =
                HttpRequest.newBuilder(signed.getUri())
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        signed.forEachHeader((name, values) -> {
            if (!OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> sent.header(name, value));
            }
        });
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(sent.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
