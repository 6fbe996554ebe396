package io.cairn.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.platform.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpServerTest {
    private HttpHandler handler = (_, response) -> response.send(new byte[0]);
    private HttpServer server = server(HttpLimits.DEFAULT);

    private HttpServer server(HttpLimits limits) {
        return new HttpServer(
                "127.0.0.1", 0, limits, (request, response) -> handler.handle(request, response));
    }

    /// The default but for these.
    private static HttpLimits limits(Duration idleTimeout, Duration drainTimeout) {
        HttpLimits all = HttpLimits.DEFAULT;
        return new HttpLimits(
                all.ioThreads(),
                all.backlog(),
                all.connectionsMax(),
                all.connectionsSpare(),
                all.headerBytesMax(),
                all.headersMax(),
                all.parametersMax(),
                all.headsBytesMax(),
                idleTimeout,
                all.keepAliveTimeout(),
                all.parseTimeout(),
                drainTimeout,
                all.drainBytesMax(),
                all.lingerBytesMax());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void path_withEscapesDotsAndSemicolons_arrivesRaw() throws IOException {
        handler =
                (request, response) -> response.send(bytes(request.path() + "|" + request.query()));
        server.start();
        try (RawClient client = client()) {
            client.send(
                    "GET /b/../a//b;v=1;w/%2F%25\u00c3\u00a9?x=%20+&y HTTP/1.1\r\nHost: h\r\n\r\n");
            String expected = "/b/../a//b;v=1;w/%2F%25\u00c3\u00a9|x=%20+&y";
            assertThat(client.head())
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("Content-Length: " + expected.length())
                    .contains("Date: ");
            assertThat(client.body(expected.length())).isEqualTo(expected);
        }
    }

    @Test
    void path_withSchemeAndHost_losesThem() throws IOException {
        handler = (request, response) -> response.send(bytes(request.path()));
        server.start();
        try (RawClient client = client()) {
            client.send("GET http://example.org/b/k HTTP/1.1\r\nHost: h\r\n\r\n");
            client.head();
            assertThat(client.body(4)).isEqualTo("/b/k");
        }
    }

    @Test
    void reject_withAwaitedBody_answersWithoutContinue() throws IOException {
        handler =
                (_, response) -> {
                    response.status(403);
                    response.send(bytes("no"));
                };
        server.start();
        try (RawClient client = client()) {
            client.send(
                    "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                            + "Content-Length: 5000000000\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 403").contains("Connection: close");
            assertThat(client.rest()).isEqualTo("no");
        }
    }

    @Test
    void read_ofAwaitedBody_sendsContinueFirst() throws IOException {
        handler = (request, response) -> response.send(request.body().readAllBytes());
        server.start();
        try (RawClient client = client()) {
            client.send(
                    "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                            + "Content-Length: 5\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 100");
            client.send("hello");
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            assertThat(client.body(5)).isEqualTo("hello");
        }
    }

    @Test
    void reject_withShortUnreadBody_keepsConnection() throws IOException {
        server.start();
        try (RawClient client = client()) {
            for (int i = 0; i < 3; i++) {
                client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
                assertThat(client.head()).startsWith("HTTP/1.1 200").doesNotContain("close");
            }
        }
    }

    @Test
    void reject_withLongUnreadBody_clientSeesAnswer() throws IOException {
        handler =
                (_, response) -> {
                    response.status(403);
                    response.send(bytes("no"));
                };
        server.start();
        try (RawClient client = client()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 8000000\r\n\r\n");
            client.send("x".repeat(8_000_000));
            assertThat(client.head()).startsWith("HTTP/1.1 403");
            assertThat(client.rest()).isEqualTo("no");
        }
    }

    @Test
    void reject_withUnreadBodyThatNeverComes_answersAndCloses() throws IOException {
        server = server(limits(Duration.ofHours(1), Duration.ofMillis(50)));
        server.start();
        try (RawClient client = client()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nhello");
            assertThat(client.head()).startsWith("HTTP/1.1 200").contains("Connection: close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void read_ofBodyThatNeverComes_throws() throws Exception {
        CompletableFuture<String> failure = new CompletableFuture<>();
        handler =
                (request, _) -> {
                    try {
                        request.body().readAllBytes();
                    } catch (IOException e) {
                        failure.complete(String.valueOf(e.getMessage()));
                        throw e;
                    }
                };
        server = server(limits(Duration.ofMillis(50), Duration.ofHours(1)));
        server.start();
        try (RawClient client = client()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nhello");
            assertThat(client.rest()).isEmpty();
        }
        assertThat(failure.get()).contains("nothing of the body");
    }

    @Test
    void answer_thatTheClientDoesNotTake_throws() throws Exception {
        CompletableFuture<String> failure = new CompletableFuture<>();
        handler =
                (_, response) -> {
                    byte[] much = new byte[1 << 20];
                    try {
                        ByteSink body = response.body(1L << 40);
                        while (true) {
                            body.write(ByteBuffer.wrap(much));
                        }
                    } catch (IOException e) {
                        failure.complete(e.toString());
                        throw e;
                    }
                };
        server = server(limits(Duration.ofMillis(50), Duration.ofHours(1)));
        server.start();
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(failure.get(60, TimeUnit.SECONDS)).isNotEmpty();
        }
    }

    @Test
    void read_ofBodyAboveTwoMebibytes_isComplete() throws IOException {
        handler =
                (request, response) -> {
                    long length = 0;
                    byte[] buffer = new byte[100_000];
                    for (int n; (n = request.body().read(buffer, 0, buffer.length)) >= 0; ) {
                        length += n;
                    }
                    response.send(bytes(String.valueOf(length)));
                };
        server.start();
        try (RawClient client = client()) {
            client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 4; i++) {
                client.send("100000\r\n" + "x".repeat(0x100000) + "\r\n");
            }
            client.send("0\r\n\r\n");
            client.head();
            assertThat(client.body(7)).isEqualTo("4194304");
        }
    }

    @Test
    void head_declaresLengthWithoutBody() throws IOException {
        handler = (_, response) -> response.sendHead(5_000_000_000L);
        server.start();
        try (RawClient client = client()) {
            for (int i = 0; i < 2; i++) {
                client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(client.head()).contains("Content-Length: 5000000000");
            }
        }
    }

    @Test
    void noContent_hasNoLength() throws IOException {
        handler =
                (_, response) -> {
                    response.status(204);
                    response.send(new byte[0]);
                };
        server.start();
        try (RawClient client = client()) {
            for (int i = 0; i < 2; i++) {
                client.send("DELETE / HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(client.head())
                        .startsWith("HTTP/1.1 204")
                        .doesNotContainIgnoringCase("content-length")
                        .doesNotContainIgnoringCase("transfer-encoding");
            }
        }
    }

    @Test
    void stream_ofUnknownLength_isChunked() throws IOException {
        handler =
                (_, response) -> {
                    try (OutputStream out = response.stream()) {
                        out.write(bytes("abc"));
                        out.flush();
                        out.write(bytes("de"));
                    }
                };
        server.start();
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.head()).containsIgnoringCase("transfer-encoding: chunked");
            assertThat(client.body(22)).isEqualTo("03\r\nabc\r\n02\r\nde\r\n0\r\n\r\n");
        }
    }

    @Test
    void stream_cutShort_closesConnection() throws IOException {
        handler =
                (_, response) -> {
                    response.body(10).write(ByteBuffer.wrap(bytes("abc")));
                    throw new IOException("lost");
                };
        server.start();
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.head()).contains("Content-Length: 10");
            assertThat(client.rest()).isEqualTo("abc");
        }
    }

    @Test
    void handler_thatThrows_isAnsweredWithBareError() throws IOException {
        handler =
                (_, _) -> {
                    throw new IllegalStateException("expected by this test");
                };
        server.start();
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 500").contains("Content-Length: 0");
        }
    }

    @Test
    void body_thatEndsEarly_throws() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        AtomicReference<IOException> failure = new AtomicReference<>();
        handler =
                (request, response) -> {
                    try {
                        request.body().readAllBytes();
                    } catch (IOException e) {
                        failure.set(e);
                        seen.countDown();
                        throw e;
                    }
                    response.send(new byte[0]);
                };
        server.start();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(bytes("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe"));
        }
        seen.await();
        assertThat(failure.get()).isNotNull();
    }

    @Test
    void stop_waitsForRunningRequest() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        handler =
                (_, response) -> {
                    running.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    response.send(bytes("done"));
                };
        server.start();
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            running.await();
            Thread stopper = Thread.ofVirtual().start(() -> server.stop(Duration.ofSeconds(30)));
            release.countDown();
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            assertThat(client.body(4)).isEqualTo("done");
            stopper.join();
        }
    }

    @Test
    void start_onTakenPort_throwsBindException() {
        server.start();
        HttpServer second = new HttpServer("127.0.0.1", server.port(), HttpLimits.DEFAULT, handler);
        assertThatThrownBy(second::start)
                .isInstanceOf(RuntimeException.class)
                .hasRootCauseInstanceOf(BindException.class);
        second.close();
    }

    @Test
    void header_withWideCharacters_cannotEndALine() throws IOException {
        handler =
                (_, response) -> {
                    response.header("X-Wide", "a\u010D\u010Ab");
                    response.send(new byte[0]);
                };
        server.start();
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.head()).contains("X-Wide: a\u00c4\u008d\u00c4\u008ab\r\n");
        }
    }

    @Test
    void head_aboveLimit_isRefused() throws IOException {
        server.start();
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(33_000) + "\r\n\r\n");
            assertThat(client.rest()).doesNotContain("200 OK");
        }
    }

    private static String headers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "X-" + i + ": x\r\n")
                .collect(Collectors.joining());
    }

    @Test
    void head_farAboveWhatS3Allows_reachesTheHandler() throws IOException {
        server.start();
        for (String head :
                List.of(
                        "GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(30_000) + "\r\n",
                        "GET / HTTP/1.1\r\nHost: h\r\n" + headers(480),
                        "GET /?" + "x=x&".repeat(120) + " HTTP/1.1\r\nHost: h\r\n")) {
            try (RawClient client = client()) {
                client.send(head + "\r\n");
                assertThat(client.head()).as(head.substring(0, 40)).startsWith("HTTP/1.1 200");
            }
        }
    }
}
