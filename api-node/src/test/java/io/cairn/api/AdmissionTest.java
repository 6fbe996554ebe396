package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.operation.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Clients that are slow hold no slot that others need.
final class AdmissionTest {
    private static final int SLOTS = 2;
    private static final int CLIENTS = 20;

    /// Room for a few of the pages that a test asks for and does not read.
    private static final int ANSWER_BYTES = 3 << 20;

    private static final int FILM_BYTES = 24 << 20;
    private static final byte[] FILM = new byte[FILM_BYTES];

    private final NodeFixture node = new NodeFixture(limits());
    private final S3Presigner presigner = node.presigner();
    private final List<Socket> clients = new ArrayList<>();

    private static Limits limits() {
        Limits all = Limits.DEFAULT;
        return new Limits(
                SLOTS,
                Duration.ofSeconds(5),
                all.partRowsMax(),
                all.copiesMax(),
                all.objectBytesMax(),
                all.partBytesMax(),
                all.userMetadataBytesMax(),
                all.documentBytesMax(),
                all.documentsBytesMax(),
                ANSWER_BYTES,
                all.pageRowsMax(),
                all.bucketsPageMax(),
                all.staleRetriesMax(),
                all.keepAliveEvery());
    }

    @BeforeEach
    void fill() {
        node.s3().createBucket(b -> b.bucket("bucket"));
        node.s3().putObject(b -> b.bucket("bucket").key("film"), RequestBody.fromBytes(FILM));
        node.s3().putObject(b -> b.bucket("bucket").key("small"), RequestBody.fromString("small"));
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        presigner.close();
        node.close();
    }

    private Socket client(String head) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(64 << 10);
        client.connect(new InetSocketAddress("127.0.0.1", node.port()));
        client.setSoTimeout(60_000);
        client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        clients.add(client);
        return client;
    }

    private String pathOf(URI url) {
        return url.getRawPath() + "?" + url.getRawQuery();
    }

    private String get(String key) {
        URI url =
                URI.create(
                        presigner
                                .presignGetObject(b ->
                                        b.signatureDuration(Duration.ofMinutes(5))
                                                .getObjectRequest(g -> g.bucket("bucket").key(key)))
                                .url()
                                .toString());
        return "GET " + pathOf(url) + " HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n\r\n";
    }

    private String put(String key, int length) {
        URI url =
                URI.create(
                        presigner
                                .presignPutObject(b ->
                                        b.signatureDuration(Duration.ofMinutes(5))
                                                .putObjectRequest(p -> p.bucket("bucket").key(key)))
                                .url()
                                .toString());
        return "PUT %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %d\r\n\r\n"
                .formatted(pathOf(url), node.port(), length);
    }

    private void expectSmallRequestsServed() {
        for (int i = 0; i < 5; i++) {
            assertThat(
                            node.s3()
                                    .getObjectAsBytes(b -> b.bucket("bucket").key("small"))
                                    .asUtf8String())
                    .isEqualTo("small");
        }
    }

    @Test
    void slowReaders_beyondAllSlots_lockNobodyOutAndGetEverything() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            client(get("film"));
        }
        expectSmallRequestsServed();
        for (Socket client : List.copyOf(clients)) {
            InputStream in = client.getInputStream();
            in.skipNBytes(FILM_BYTES);
            assertThat(in.read()).as("a byte beyond the head's length").isNotNegative();
        }
    }

    @Test
    void slowSenders_beyondAllSlots_lockNobodyOut() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            client(put("slow-" + i, 4) + "ab");
        }
        expectSmallRequestsServed();
        for (int i = 0; i < CLIENTS; i++) {
            Socket client = clients.get(i);
            client.getOutputStream().write(new byte[] {'c', 'd'});
            byte[] status = client.getInputStream().readNBytes("HTTP/1.1 200".length());
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void listings_thatNobodyReads_lockNobodyOut() throws Exception {
        for (int i = 0; i < 1000; i++) {
            String key = "k".repeat(900) + i;
            node.s3().putObject(b -> b.bucket("bucket").key(key), RequestBody.empty());
        }
        String path = "/bucket?list-type=2&prefix=kkk";
        for (int i = 0; i < CLIENTS; i++) {
            SdkHttpRequest list = HandSignedRequest.of("GET", path).presigned(node);
            client(
                    "GET %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
                            .formatted(
                                    list.encodedPath(),
                                    list.encodedQueryParameters().orElseThrow(),
                                    node.port()));
        }
        expectSmallRequestsServed();
    }

    @Test
    void refusedRequests_whoseBodiesDoNotCome_lockNobodyOut() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            client("PUT /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
        }
        expectSmallRequestsServed();
        for (Socket client : clients) {
            byte[] status = client.getInputStream().readNBytes("HTTP/1.1 403".length());
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 403");
        }
    }
}
