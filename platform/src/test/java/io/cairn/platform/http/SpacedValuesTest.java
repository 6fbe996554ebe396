package io.cairn.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class SpacedValuesTest {
    private static SpacedValues of(String head, int pieceBytes) {
        SpacedValues values = new SpacedValues();
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            values.came(ByteBuffer.wrap(bytes), at, Math.min(pieceBytes, bytes.length - at));
        }
        values.headEnds();
        return values;
    }

    @Test
    void values_withRuns_areAsSentInPiecesToo() {
        String head =
                "GET / HTTP/1.1\r\nHost: x\r\nA:  a  b \r\na: c \t d\r\nB: x y\r\n\r\nA: body  here";
        for (int pieceBytes : new int[] {1, 2, 7, 1000}) {
            SpacedValues values = of(head, pieceBytes);
            assertThat(values.asSent("a", List.of("a b", "c d"))).containsExactly("a  b", "c \t d");
            assertThat(values.asSent("A", List.of("c d"))).containsExactly("c \t d");
            assertThat(values.asSent("a", List.of("other"))).containsExactly("other");
            assertThat(values.asSent("a", List.of("body here"))).containsExactly("body here");
            assertThat(values.asSent("b", List.of("x y"))).containsExactly("x y");
            values.clear();
            assertThat(values.asSent("a", List.of("a b"))).containsExactly("a b");
        }
    }

    @Test
    void values_thatCameTwice_areEachGivenBackOnce() {
        SpacedValues values = of("GET / HTTP/1.1\nA: a  b\nA: a b\n\n", 100);
        assertThat(values.asSent("a", List.of("a b", "a b"))).containsExactly("a  b", "a b");
    }

    @Test
    void server_overSeveralRequests_handsValuesOverAsSent() throws Exception {
        List<List<String>> seen = new CopyOnWriteArrayList<>();
        HttpHandler handler =
                (request, response) -> {
                    seen.add(request.headers("x-a"));
                    seen.add(request.header("x-a").stream().toList());
                    request.body().readAllBytes();
                    response.status(200);
                    response.send(new byte[0]);
                };
        try (HttpServer server = new HttpServer("127.0.0.1", 0, HttpLimits.DEFAULT, handler)) {
            server.start();
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                String first =
                        "PUT / HTTP/1.1\r\nHost: x\r\nX-A: a  b\r\nContent-Length: 12\r\n\r\nX-A: c    d\n";
                socket.getOutputStream().write(first.getBytes(StandardCharsets.ISO_8859_1));
                while (seen.size() < 2) {
                    Thread.onSpinWait();
                }
                String second =
                        "GET / HTTP/1.1\r\nHost: x\r\nx-a:\tc\t\td \r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(second.getBytes(StandardCharsets.ISO_8859_1));
                socket.getInputStream().readAllBytes();
            }
        }
        assertThat(seen)
                .containsExactly(
                        List.of("a  b"), List.of("a  b"), List.of("c\t\td"), List.of("c\t\td"));
    }
}
