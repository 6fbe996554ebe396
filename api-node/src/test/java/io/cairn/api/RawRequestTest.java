package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.operation.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedCompleteMultipartUploadRequest;

/// What no SDK sends: anonymous and malformed requests, health checks, presigned URLs by hand.
final class RawRequestTest {
    private static final String UPLOAD = new UUID(1, 1).toString();

    private final NodeFixture node =
            new NodeFixture(
                    new Limits(
                            64,
                            Duration.ofSeconds(1),
                            200_000,
                            1,
                            1 << 20,
                            1 << 19,
                            2048,
                            1 << 20,
                            1 << 20,
                            1 << 20,
                            1000,
                            10_000,
                            16,
                            Duration.ofMillis(20)));
    private final HttpClient http = HttpClient.newHttpClient();
    private final S3Presigner presigner = node.presigner();

    @BeforeEach
    void fill() {
        node.s3().createBucket(b -> b.bucket("bucket"));
        node.s3().putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("content"));
    }

    @AfterEach
    void close() {
        presigner.close();
        http.close();
        node.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(node.endpoint() + path));
    }

    private URI presignedGet(String key) {
        return URI.create(
                presigner
                        .presignGetObject(b ->
                                b.signatureDuration(Duration.ofMinutes(5))
                                        .getObjectRequest(g -> g.bucket("bucket").key(key)))
                        .url()
                        .toString());
    }

    private URI presignedPut(String key) {
        return URI.create(
                presigner
                        .presignPutObject(b ->
                                b.signatureDuration(Duration.ofMinutes(5))
                                        .putObjectRequest(g -> g.bucket("bucket").key(key)))
                        .url()
                        .toString());
    }

    private String raw(String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void anonymous_isAccessDeniedWithDocument() throws Exception {
        HttpResponse<String> response = send(to("/bucket/k"));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body())
                .startsWith("<?xml")
                .contains("<Error><Code>AccessDenied</Code>")
                .contains("<Resource>/bucket/k</Resource>")
                .contains(
                        "<RequestId>"
                                + response.headers().firstValue("x-amz-request-id").orElseThrow()
                                + "</RequestId>")
                .contains("<HostId>host-of-test</HostId>");
    }

    @Test
    void head_thatFails_hasNoBody() throws Exception {
        HttpResponse<String> response =
                send(to("/bucket/k").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEmpty();
        assertThat(send(to("/bucket/k")).statusCode()).isEqualTo(403);
    }

    @Test
    void options_isForbiddenWithoutCors() throws Exception {
        HttpResponse<String> response =
                send(to("/bucket/k").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("AccessForbidden");
    }

    @Test
    void target_thatIsMalformed_isABadRequest() throws Exception {
        assertThat(send(to("/bucket/%ff%fe")).body()).contains("<Code>InvalidURI</Code>");
        assertThat(send(to("/UPPER/k")).body()).contains("<Code>InvalidBucketName</Code>");
        assertThat(send(to("/bucket/" + "x".repeat(1025))).body())
                .contains("<Code>KeyTooLongError</Code>");
    }

    @Test
    void host_underADomain_namesTheBucket() throws Exception {
        String answer =
                raw("GET /k HTTP/1.1\r\nHost: UPPER_.s3.test:9000\r\nConnection: close\r\n\r\n");
        assertThat(answer).contains("<BucketName>upper_</BucketName>");
        String denied = raw("GET /k HTTP/1.1\r\nHost: bucket.s3.test\r\nConnection: close\r\n\r\n");
        assertThat(denied).contains("<Code>AccessDenied</Code>");
    }

    @Test
    void health_needsNoSignature() throws Exception {
        for (String path :
                new String[] {
                    "/health/live",
                    "/health/ready",
                    "/health/drives",
                    "/minio/health/live",
                    "/minio/health/ready",
                    "/minio/health/cluster"
                }) {
            assertThat(send(to(path)).statusCode()).isEqualTo(200);
        }
        node.status.obstacle = Optional.of("restoring");
        assertThat(send(to("/health/live")).statusCode()).isEqualTo(200);
        assertThat(send(to("/health/ready")).statusCode()).isEqualTo(503);
        assertThat(send(to("/health/ready")).body()).contains("restoring");
        assertThat(send(to("/health/drives")).body()).isEqualTo(InMemoryStatus.DRIVES);
    }

    @Test
    void presigned_getAndPut_workWithoutHeaders() throws Exception {
        assertThat(send(HttpRequest.newBuilder(presignedGet("k"))).body()).isEqualTo("content");
        HttpResponse<String> put =
                send(
                        HttpRequest.newBuilder(presignedPut("new key+"))
                                .PUT(HttpRequest.BodyPublishers.ofString("fresh")));
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(presignedGet("new key+"))).body())
                .isEqualTo("fresh");
    }

    @Test
    void presigned_changedInAnyWay_isRefused() throws Exception {
        String url = presignedGet("k").toString();
        assertThat(send(HttpRequest.newBuilder(URI.create(url + "&x=1"))).body())
                .contains("SignatureDoesNotMatch");
        assertThat(send(HttpRequest.newBuilder(URI.create(url.replace("/k?", "/l?")))).body())
                .contains("SignatureDoesNotMatch");
        HttpResponse<String> sneaked =
                send(
                        HttpRequest.newBuilder(presignedPut("n"))
                                .header("x-amz-acl", "public-read")
                                .PUT(HttpRequest.BodyPublishers.ofString("x")));
        assertThat(sneaked.body()).contains("AccessDenied").contains("HeadersNotSigned");
    }

    @Test
    void put_aboveTheLimit_isEntityTooLargeBeforeItIsRead() throws Exception {
        HttpResponse<String> response = putBytes(presignedPut("big"), new byte[2 << 20]);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("<Code>EntityTooLarge</Code>");
    }

    @Test
    void put_aboveTheLimitOfAPart_isTakenWholeButNotAsAPartOrCopy() throws Exception {
        byte[] content = new byte[(1 << 19) + 1];
        assertThat(putBytes(presignedPut("large"), content).statusCode()).isEqualTo(200);
        assertThat(node.s3().headObject(b -> b.bucket("bucket").key("large")).contentLength())
                .isEqualTo(content.length);
        HttpResponse<String> part = putBytes(presignedPart("parts"), content);
        assertThat(part.statusCode()).isEqualTo(400);
        assertThat(part.body())
                .contains("<Code>EntityTooLarge</Code>")
                .contains("<MaxSizeAllowed>524288</MaxSizeAllowed>");
        BucketsTest.assertFails(
                () ->
                        node.s3()
                                .copyObject(b ->
                                        b.sourceBucket("bucket")
                                                .sourceKey("large")
                                                .destinationBucket("bucket")
                                                .destinationKey("copy")),
                400,
                "InvalidRequest");
    }

    private HttpResponse<String> putBytes(URI url, byte[] content) throws Exception {
        return send(
                HttpRequest.newBuilder(url).PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    private URI presignedPart(String key) {
        String id = node.s3().createMultipartUpload(b -> b.bucket("bucket").key(key)).uploadId();
        return URI.create(
                presigner
                        .presignUploadPart(b ->
                                b.signatureDuration(Duration.ofMinutes(5))
                                        .uploadPartRequest(u ->
                                                u.bucket("bucket")
                                                        .key(key)
                                                        .uploadId(id)
                                                        .partNumber(1)))
                        .url()
                        .toString());
    }

    @Test
    void put_withoutLength_isMissingContentLength() throws Exception {
        HttpRequest.BodyPublisher chunked =
                HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(new byte[10]));
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(presignedPut("n")).PUT(chunked));
        assertThat(response.statusCode()).isEqualTo(411);
        assertThat(response.body()).contains("<Code>MissingContentLength</Code>");
    }

    @Test
    void put_thatIsCutOff_leavesNothing() throws Exception {
        int before = node.blobs.size();
        URI url = presignedPut("cut");
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            String head =
                    "PUT %s?%s HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\n\r\nhalf"
                            .formatted(url.getRawPath(), url.getRawQuery(), url.getAuthority());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        }
        node.blobs.failedWrites.acquire();
        assertThat(node.blobs.size()).isEqualTo(before);
        assertThat(send(HttpRequest.newBuilder(presignedGet("cut"))).statusCode()).isEqualTo(404);
    }

    @Test
    void get_whileManyClientsOweTheirBodies_isServed() throws Exception {
        Socket[] sockets = new Socket[64];
        URI url = presignedPut("slow");
        String head =
                "PUT %s?%s HTTP/1.1\r\nHost: %s\r\nExpect: 100-continue\r\n"
                                .formatted(url.getRawPath(), url.getRawQuery(), url.getAuthority())
                        + "Content-Length: 1000\r\n\r\n";
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = new Socket("127.0.0.1", node.port());
            sockets[i].getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            // The server asks for the body, so the request runs and waits.
            assertThat(sockets[i].getInputStream().readNBytes(12))
                    .isEqualTo("HTTP/1.1 100".getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(send(HttpRequest.newBuilder(presignedGet("k"))).statusCode()).isEqualTo(200);
        for (Socket socket : sockets) {
            socket.close();
        }
        node.blobs.failedWrites.acquire(sockets.length);
        assertThat(send(HttpRequest.newBuilder(presignedGet("k"))).statusCode()).isEqualTo(200);
    }

    @Test
    void documents_thatAreMalformed_areMalformedXml() throws Exception {
        for (String body : new String[] {"", "<Delete", "<Delete/>", "<!DOCTYPE a><a/>"}) {
            String answer = signedPost("/bucket?delete", body);
            assertThat(answer).contains("<Code>MalformedXML</Code>");
        }
        assertThat(signedPost("/bucket/k?select&select-type=2", "<a/>"))
                .contains("<Code>NotImplemented</Code>");
        assertThat(signedPost("/bucket/k", "")).contains("<Code>MethodNotAllowed</Code>");
        assertThat(signedPost("/bucket/k?uploadId=none", "<a/>"))
                .contains("<Code>NoSuchUpload</Code>");
    }

    @Test
    void document_besideOneThatComesSlowly_isServed() throws Exception {
        String head = headOfPresignedComplete();
        String delete = "<Delete><Object><Key>none</Key></Object></Delete>";
        try (Socket declared = new Socket("127.0.0.1", node.port());
                Socket chunked = new Socket("127.0.0.1", node.port())) {
            begin(declared, head + "Expect: 100-continue\r\nContent-Length: 1048576\r\n\r\n");
            begin(chunked, head + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n");
            chunked.getOutputStream().write("1\r\n<\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(signedPost("/bucket?delete", delete)).contains("<Key>none</Key></Deleted>");
            declared.getOutputStream().write(new byte[1 << 20]);
            assertThat(declared.getInputStream().readNBytes(100)).asString().contains(" 400 ");
        }
        assertThat(raw(head + "Content-Length: 1048577\r\n\r\n"))
                .contains("MaxMessageLengthExceeded");
    }

    /// Sends the head of a request, until the server asks for its body.
    private static void begin(Socket socket, String head) throws IOException {
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().readNBytes(25)).asString().endsWith("\r\n\r\n");
    }

    /// The beginning of a request to complete an upload.
    private String headOfPresignedComplete() {
        PresignedCompleteMultipartUploadRequest presigned =
                presigner.presignCompleteMultipartUpload(b ->
                        b.signatureDuration(Duration.ofMinutes(5))
                                .completeMultipartUploadRequest(
                                        c -> c.bucket("bucket").key("k").uploadId(UPLOAD)));
        StringBuilder head = new StringBuilder("POST ");
        head.append(presigned.url().getFile()).append(" HTTP/1.1\r\n");
        presigned
                .signedHeaders()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.getFirst()).append("\r\n"));
        return head.toString();
    }

    /// Sends a POST with a body, signed in its headers.
    private String signedPost(String uri, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder()
                        .uri(URI.create(node.endpoint() + uri))
                        .method(SdkHttpMethod.POST)
                        .putHeader(
                                "Content-MD5",
                                Base64.getEncoder()
                                        .encodeToString(
                                                MessageDigest.getInstance("MD5").digest(bytes)));
        SignedRequest signed =
                AwsV4HttpSigner.create()
                        .sign(r ->
                                r.identity(
                                                AwsCredentialsIdentity.create(
                                                        NodeFixture.ACCESS_KEY, NodeFixture.SECRET))
                                        .request(request.build())
                                        .payload(() -> new ByteArrayInputStream(bytes))
                                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
        HttpRequest.Builder sent =
                HttpRequest.newBuilder(signed.request().getUri())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        signed.request()
                .forEachHeader((name, values) -> {
                    if (!name.equalsIgnoreCase("Host")) {
                        values.forEach(value -> sent.header(name, value));
                    }
                });
        return send(sent).body();
    }

    @Test
    void method_thatNothingTakes_isRefused() throws Exception {
        String url = presignedGet("k").toString();
        HttpResponse<String> response =
                send(
                        HttpRequest.newBuilder(URI.create(url))
                                .method("PATCH", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(403);
    }
}
