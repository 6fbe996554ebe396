package io.cairn.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.file.FileHandles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What one client can hold of a server, and who is served then.
final class ConnectionLimitsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final int CLIENTS = 300;

    private final List<RawClient> clients = new ArrayList<>();
    private HttpHandler handler = (_, response) -> response.send(new byte[0]);
    private HttpServer server = server(HttpLimits.DEFAULT);

    private HttpServer server(HttpLimits limits) {
        return new HttpServer(
                "127.0.0.1", 0, limits, (request, response) -> handler.handle(request, response));
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(server.port());
        clients.add(client);
        return client;
    }

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
    }

    @Test
    void idleConnections_aboveTheLimit_giveWayToNewOnes() throws IOException {
        server = server(TestLimits.of(10, 1, 1 << 20));
        server.start();
        List<RawClient> idle = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RawClient client = client();
            client.send(i % 2 == 0 ? GET : "GET / HTT");
            if (i % 2 == 0) {
                assertThat(client.head()).startsWith("HTTP/1.1 200");
            }
            idle.add(client);
        }
        assertThat(server.connections()).isLessThanOrEqualTo(10);
        assertThat(idle.getFirst().rest()).as("closed").isEmpty();
    }

    @Test
    void connections_whenAllAreBusy_leaveRoomForHealth() throws Exception {
        Semaphore held = new Semaphore(0);
        Semaphore begun = new Semaphore(0);
        handler =
                (request, response) -> {
                    if (!request.spare()) {
                        begun.release();
                        held.acquireUninterruptibly();
                    }
                    response.send(text(request.spare() ? "spare" : "usual"));
                };
        server = server(TestLimits.of(2, 1, 1 << 20));
        server.start();
        try {
            for (int i = 0; i < 2; i++) {
                client().send(GET);
                assertThat(begun.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            }
            RawClient third = client();
            third.send(GET);
            third.head();
            assertThat(third.body(5)).isEqualTo("spare");
        } finally {
            held.release(2);
        }
    }

    @Test
    void unfinishedHeads_ofManyClients_takeNoMoreThanTheirLimit() throws IOException {
        long headsMax = 256 << 10;
        server = server(TestLimits.of(1000, 1, headsMax));
        server.start();
        String head = "GET /?" + "a&".repeat(100);
        for (int i = 0; i < 100; i++) {
            client().send(head);
        }
        RawClient other = client();
        other.send(GET);
        assertThat(other.head()).startsWith("HTTP/1.1 200");
        assertThat(server.connections()).isLessThan(100);
    }

    @Test
    void slowReaders_takeNoHandlesBesideTheirSockets() throws Exception {
        AtomicInteger waiting = new AtomicInteger();
        byte[] piece = new byte[1 << 20];
        handler =
                (request, response) -> {
                    if (!request.path().equals("/film")) {
                        response.send(text("small"));
                        return;
                    }
                    request.onWait(counting(waiting));
                    var body = response.body(64L << 20);
                    for (int i = 0; i < 64; i++) {
                        body.write(ByteBuffer.wrap(piece));
                    }
                };
        server.start();
        RawClient other = client();
        other.send(GET);
        other.head();
        other.body(5);
        long before = FileHandles.now().open();
        for (int i = 0; i < CLIENTS; i++) {
            client().send("GET /film HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        while (waiting.get() < CLIENTS) {
            other.send(GET);
            other.head();
            assertThat(other.body(5)).isEqualTo("small");
        }
        long each = (FileHandles.now().open() - before) / CLIENTS;
        assertThat(each).as("both ends of a connection").isLessThanOrEqualTo(2);
    }

    @Test
    void slowSenders_takeNoHandlesBesideTheirSockets() throws Exception {
        AtomicInteger waiting = new AtomicInteger();
        handler =
                (request, response) -> {
                    request.onWait(counting(waiting));
                    response.send(request.body().readAllBytes());
                };
        server.start();
        RawClient first = client();
        first.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
        first.head();
        long before = FileHandles.now().open();
        List<RawClient> senders = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RawClient sender = client();
            sender.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab");
            senders.add(sender);
        }
        while (waiting.get() < CLIENTS) {
            Thread.onSpinWait();
        }
        assertThat((FileHandles.now().open() - before) / CLIENTS).isLessThanOrEqualTo(2);
        for (RawClient sender : senders) {
            sender.send("cd");
            sender.head();
            assertThat(sender.body(4)).isEqualTo("abcd");
        }
        assertThat(waiting).hasValue(0);
    }

    private static WaitListener counting(AtomicInteger waiting) {
        return new WaitListener() {
            @Override
            public void waitBegins() {
                waiting.incrementAndGet();
            }

            @Override
            public void waitEnds() {
                waiting.decrementAndGet();
            }
        };
    }

    /// How much of a body the handler reads before it answers.
    private enum Reads {
        NOTHING,
        SOME,
        ALL_BUT_THE_END,
        ALL
    }

    static Stream<Arguments> endings() {
        int drained = (int) HttpLimits.DEFAULT.drainBytesMax();
        return Stream.of(0, 1, 1000, drained - 1, drained, drained + 1, 1 << 20)
                .flatMap(length ->
                        Stream.of(true, false)
                                .flatMap(chunked ->
                                        Stream.of(Reads.values())
                                                .map(reads ->
                                                        Arguments.of(length, chunked, reads))));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void request_howeverItEnds_leavesAConnectionThatGoesOnOrIsClosed(
            int length, boolean chunked, Reads reads) throws Exception {
        handler =
                (request, response) -> {
                    long wanted =
                            switch (reads) {
                                case NOTHING -> 0;
                                case SOME -> length / 2;
                                case ALL_BUT_THE_END -> length;
                                case ALL -> Long.MAX_VALUE;
                            };
                    byte[] buffer = new byte[10_000];
                    for (long left = wanted; left > 0; ) {
                        int read =
                                request.body().read(buffer, 0, (int) Math.min(left, buffer.length));
                        left = read < 0 ? 0 : left - read;
                    }
                    response.status(request.method().equals("PUT") ? 403 : 200);
                    response.send(text("done"));
                };
        server.start();
        RawClient client = client();
        String body = "z".repeat(length);
        client.send(
                "PUT / HTTP/1.1\r\nHost: h\r\n"
                        + (chunked
                                ? "Transfer-Encoding: chunked\r\n\r\n"
                                        + (length == 0
                                                ? ""
                                                : Integer.toHexString(length)
                                                        + "\r\n"
                                                        + body
                                                        + "\r\n")
                                        + "0\r\n\r\n"
                                : "Content-Length: " + length + "\r\n\r\n" + body));
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 403");
        assertThat(client.body(4)).isEqualTo("done");
        if (head.contains("Connection: close")) {
            assertThat(client.rest()).isEmpty();
        } else {
            client.send(GET);
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            assertThat(client.body(4)).isEqualTo("done");
        }
    }

    @Test
    void emptyBody_thatItsClientWaitsToSend_isAnsweredAndEndsTheConnectionOrGoesOn()
            throws IOException {
        handler = (request, response) -> response.send(text("done"));
        server.start();
        RawClient client = client();
        client.send(
                "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n");
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 200");
        assertThat(client.body(4)).isEqualTo("done");
        if (head.contains("Connection: close")) {
            assertThat(client.rest()).isEmpty();
        } else {
            client.send(GET);
            assertThat(client.head()).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void contentLength_thatIsNoNumberOfBytes_isABadRequest(String length) throws IOException {
        server.start();
        RawClient client = client();
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n");
        assertThat(client.rest()).startsWith("HTTP/1.1 400");
    }

    static Stream<String> lengths() {
        return Stream.of(
                "18446744073709551619", "9223372036854775808", "-1", "1x", "", "1, 2", "0x10");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
