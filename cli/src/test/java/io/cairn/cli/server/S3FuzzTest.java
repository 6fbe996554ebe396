package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Fuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Sends S3 requests that were put together by chance, spoiled, cut off or left unread, with a
/// valid signature and without: none of them is answered with an error of the server's own, others
/// are served, and no connection stays behind.
class S3FuzzTest {
    private static final int ANSWER_MILLIS = 30_000;
    private static final int HANDLES_SPARE = 60;
    private static final List<String> METHODS =
            List.of("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "X");
    private static final List<String> PATHS =
            List.of(
                    "/",
                    "/bucket",
                    "/bucket/k",
                    "/bucket/",
                    "//",
                    "/bucket//..",
                    "/bucket/%2F%00",
                    "/bucket/%zz",
                    "/none/k",
                    "/B/k",
                    "/bucket/k;x=y",
                    "/health/live",
                    "*");
    private static final List<String> QUERIES =
            List.of(
                    "",
                    "?list-type=2",
                    "?uploads",
                    "?delete",
                    "?uploadId=1&partNumber=99999999999",
                    "?versions&max-keys=-1",
                    "?acl",
                    "?tagging",
                    "?x-id=%",
                    "?&&=&",
                    "?partNumber=1",
                    "?X-Amz-Signature=1&X-Amz-Algorithm=AWS4-HMAC-SHA256",
                    "?AWSAccessKeyId=a");
    private static final List<String> HEADERS =
            List.of(
                    "Range: bytes=0-",
                    "Range: bytes=99999999999999999999-1",
                    "Content-MD5: x",
                    "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                    "x-amz-content-sha256: UNSIGNED-PAYLOAD",
                    "x-amz-decoded-content-length: -1",
                    "x-amz-copy-source: bucket/k",
                    "x-amz-checksum-crc32: AAAA",
                    "x-amz-meta-\u00e9: \u00fc",
                    "Expect: 100-continue",
                    "If-Match: \"",
                    "If-None-Match: *",
                    "Authorization: AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=, Signature=",
                    "Authorization: AWS a:b",
                    "Content-Encoding: aws-chunked",
                    "x-amz-storage-class: NONE");
    private static final List<String> BODIES =
            List.of(
                    "",
                    "x",
                    "<Delete><Object><Key>k</Key></Object></Delete>",
                    "<CompleteMultipartUpload/>",
                    "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
                    "5;chunk-signature=0\r\nhello\r\n0;chunk-signature=0\r\n\r\n",
                    "ffffffffffffffff\r\n");

    @TempDir private Path directory;

    @Test
    void server_underRequestsOfChance_servesOthersAndKeepsNothing() {
        try (LiveServer server = new LiveServer(directory);
                S3Presigner presigner = presigner(server.endpoint())) {
            server.s3().createBucket(b -> b.bucket("bucket"));
            server.s3()
                    .putObject(
                            p -> p.bucket("bucket").key("kept"),
                            RequestBody.fromBytes(new byte[300_000]));
            assertServed(server, -1);
            long handles = Fuzz.handles();
            for (long seed : Fuzz.seeds().toArray()) {
                attack(server, presigner, new Random(seed), Fuzz.replay(S3FuzzTest.class, seed));
                assertServed(server, seed);
            }
            assertThat(Fuzz.await(() -> Fuzz.handles() <= handles + HANDLES_SPARE))
                    .as("%d handles, then %d", handles, Fuzz.handles())
                    .isTrue();
        }
    }

    private static S3Presigner presigner(URI endpoint) {
        return S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(LiveServer.USER, LiveServer.PASSWORD)))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    private static void attack(
            LiveServer server, S3Presigner presigner, Random random, String replay) {
        byte[] request = request(server, presigner, random);
        byte[] sent = random.nextInt(3) == 0 ? Fuzz.spoil(request, random) : request;
        int cut = random.nextInt(5) == 0 ? random.nextInt(sent.length + 1) : sent.length;
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", server.endpoint().getPort()));
            socket.setSoTimeout(ANSWER_MILLIS);
            int half = random.nextInt(cut + 1);
            socket.getOutputStream().write(sent, 0, half);
            socket.getOutputStream().write(sent, half, cut - half);
            if (random.nextInt(4) == 0) {
                return; // leaves without reading
            }
            socket.shutdownOutput();
            byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            assertThat(new String(answer, StandardCharsets.ISO_8859_1))
                    .as(replay)
                    .isNotEqualTo("HTTP/1.1 500");
        } catch (SocketException e) {
            // The server has closed the connection, as it may.
        } catch (IOException e) {
            throw new AssertionError(replay, e);
        }
    }

    private static byte[] request(LiveServer server, S3Presigner presigner, Random random) {
        String method = one(METHODS, random);
        String target = one(PATHS, random) + one(QUERIES, random);
        int kind = random.nextInt(3);
        if (kind > 0) {
            boolean put = kind == 1;
            method = put ? "PUT" : "GET";
            Duration valid = Duration.ofMinutes(5);
            URI url =
                    URI.create(
                            (put
                                            ? presigner
                                                    .presignPutObject(p ->
                                                            p.signatureDuration(valid)
                                                                    .putObjectRequest(o ->
                                                                            o.bucket("bucket")
                                                                                    .key("fuzzed")))
                                                    .url()
                                            : presigner
                                                    .presignGetObject(g ->
                                                            g.signatureDuration(valid)
                                                                    .getObjectRequest(o ->
                                                                            o.bucket("bucket")
                                                                                    .key("kept")))
                                                    .url())
                                    .toString());
            target = url.getRawPath() + "?" + url.getRawQuery();
        }
        byte[] body =
                one(BODIES, random).repeat(1 + random.nextInt(4)).getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1:");
        head.append(server.endpoint().getPort()).append("\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            head.append(one(HEADERS, random)).append("\r\n");
        }
        boolean chunked = random.nextInt(3) == 0;
        long length = random.nextInt(6) == 0 ? random.nextInt(300_000) : body.length;
        head.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length);
        head.append("\r\n\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (chunked && body.length > 0) {
            all.writeBytes(
                    (Integer.toHexString(body.length) + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
        }
        all.writeBytes(body);
        if (chunked) {
            all.writeBytes(
                    (body.length > 0 ? "\r\n0\r\n\r\n" : "0\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toByteArray();
    }

    private static String one(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static void assertServed(LiveServer server, long seed) {
        assertThat(server.s3().getObjectAsBytes(g -> g.bucket("bucket").key("kept")).asByteArray())
                .as(Fuzz.replay(S3FuzzTest.class, seed))
                .hasSize(300_000);
    }
}
