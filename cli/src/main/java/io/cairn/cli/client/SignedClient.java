package io.cairn.cli.client;

import io.cairn.api.xml.MalformedXmlException;
import io.cairn.api.xml.XmlElement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Sends requests signed with AWS Signature Version 4 in the header. Safe for use by many threads.
public final class SignedClient implements AutoCloseable {
    private static final String HMAC = "HmacSHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DAY_CHARS = "uuuuMMdd".length();
    private static final String HASH_HEADER = "x-amz-content-sha256";
    private static final int STATUS_ERROR_MIN = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;
    private final Key key;
    private final Clock clock;

    /// An access key of the server, and the region to sign for.
    public record Key(String id, String secret, String region) {}

    /// A client of the server at `endpoint`.
    public SignedClient(URI endpoint, Key key, Clock clock) {
        this.endpoint = endpoint;
        this.key = key;
        this.clock = clock;
    }

    /// What is asked: `query` in the order and encoding in which it is signed, and `headers` in
    /// lower case beside those of the signature. The hash of the body is sent unless there is one
    /// among them.
    public record Request(
            String method, String path, String query, Map<String, String> headers, byte[] body) {
        /// A request without a query and a body.
        public static Request of(String method, String path) {
            return new Request(method, path, "", Map.of(), new byte[0]);
        }

        /// A PUT of a body.
        public static Request put(String path, byte[] body) {
            return new Request("PUT", path, "", Map.of(), body);
        }
    }

    /// Sends a request and gives the body of the answer. Throws IOException if that says that it
    /// failed, with the words of the answer.
    public byte[] send(Request request) throws IOException, InterruptedException {
        Map<String, String> signed = new TreeMap<>(request.headers());
        String time = TIME.format(clock.instant());
        signed.put("x-amz-date", time);
        signed.putIfAbsent(HASH_HEADER, hex(sha256(request.body())));
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        HttpRequest.Builder sent =
                HttpRequest.newBuilder(endpoint.resolve(request.path() + query))
                        .timeout(TIMEOUT)
                        .method(
                                request.method(),
                                HttpRequest.BodyPublishers.ofByteArray(request.body()));
        signed.forEach(sent::header);
        signed.put("host", endpoint.getAuthority());
        sent.header("authorization", authorization(request, signed, time));
        HttpResponse<byte[]> answer =
                http.send(sent.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= STATUS_ERROR_MIN) {
            throw new IOException(
                    "%s %s: %d %s"
                            .formatted(
                                    request.method(),
                                    request.path(),
                                    answer.statusCode(),
                                    words(answer.body())));
        }
        return answer.body();
    }

    /// What an answer says of a failure: its code and message, or all of it if it is no document.
    private static String words(byte[] body) {
        try {
            XmlElement error = XmlElement.parse(body);
            return "%s: %s"
                    .formatted(
                            error.childText("Code").orElse(error.name()),
                            error.childText("Message").orElse(""));
        } catch (MalformedXmlException e) {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private String authorization(Request request, Map<String, String> signed, String time) {
        StringBuilder canonical = new StringBuilder(512);
        canonical.append(request.method()).append('\n');
        canonical.append(request.path()).append('\n');
        canonical.append(request.query()).append('\n');
        signed.forEach(
                (name, value) -> canonical.append(name).append(':').append(value).append('\n'));
        String names = String.join(";", signed.keySet());
        canonical.append('\n').append(names).append('\n').append(signed.get(HASH_HEADER));
        String day = time.substring(0, DAY_CHARS);
        String scope = day + "/" + key.region() + "/s3/aws4_request";
        String text =
                String.join(
                        "\n",
                        "AWS4-HMAC-SHA256",
                        time,
                        scope,
                        hex(sha256(bytes(canonical.toString()))));
        byte[] derived = bytes("AWS4" + key.secret());
        for (String step : scope.split("/", -1)) {
            derived = hmac(derived, step);
        }
        return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(key.id(), scope, names, hex(hmac(derived, text)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        http.close();
    }
}
