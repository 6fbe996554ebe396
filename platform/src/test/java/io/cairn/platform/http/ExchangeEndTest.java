package io.cairn.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.ByteSink;
import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What ends an exchange begins the next one of its connection. When that is another thread than
/// the connection's I/O thread, the latter spins as long as the other is not given a processor.
class ExchangeEndTest {
    private static final byte[] BODY = new byte[1_000];

    static Stream<HttpHandler> answers() {
        return Stream.of(
                (_, response) -> response.send(new byte[0]),
                (_, response) -> response.send(BODY),
                (_, response) -> {
                    ByteSink body = response.body(BODY.length);
                    body.write(ByteBuffer.wrap(BODY));
                    body.write(ByteBuffer.allocate(0));
                },
                (_, response) -> response.stream().write(BODY));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void exchange_ofAnyAnswer_endsOnItsIoThread(HttpHandler handler) throws Exception {
        assertThat(endsOnItsIoThread(handler, "GET")).isTrue();
    }

    @Test
    void exchange_ofAHead_endsOnItsIoThread() throws Exception {
        assertThat(endsOnItsIoThread((_, response) -> response.sendHead(5_000), "HEAD")).isTrue();
    }

    private static boolean endsOnItsIoThread(HttpHandler handler, String method) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        ExchangeHandler tested =
                new ExchangeHandler(
                        handler,
                        Thread.ofVirtual().factory(),
                        HttpLimits.DEFAULT,
                        new Connections(HttpLimits.DEFAULT, System::nanoTime));
        Undertow server =
                Undertow.builder()
                        .addHttpListener(0, "127.0.0.1")
                        .setHandler(exchange -> {
                            exchange.addExchangeCompleteListener((end, next) -> {
                                ended.complete(end.isInIoThread());
                                next.proceed();
                            });
                            tested.handleRequest(exchange);
                        })
                        .build();
        server.start();
        int port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
        try (RawClient client = new RawClient(port)) {
            client.send(method + " / HTTP/1.1\r\nHost: h\r\n\r\n");
            return ended.get(60, TimeUnit.SECONDS);
        } finally {
            server.stop();
        }
    }
}
