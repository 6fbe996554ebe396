package io.cairn.platform.http;

import io.cairn.platform.ByteSink;
import io.cairn.platform.Check;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/// A response on an Undertow exchange.
///
/// Undertow reads an unread request body to its end, however long, before it takes the next
/// request. So before a head goes out a short rest is read here and the connection kept; with a
/// long rest the connection is given up: the answer is sent, then some of the rest is read (a
/// connection closed under a sending client is reset, and the client would not see the answer). For
/// both there is little time.
final class ExchangeResponse implements HttpResponse {
    private static final int BYTE_MAX = 0xFF;

    private final HttpServerExchange exchange;
    private final RequestBody requestBody;
    private final HttpLimits limits;
    private final ClientWait wait;
    private boolean started;
    private boolean aborted;
    private @Nullable ResponseStream out;

    ExchangeResponse(
            HttpServerExchange exchange,
            RequestBody requestBody,
            HttpLimits limits,
            ClientWait wait) {
        this.exchange = exchange;
        this.requestBody = requestBody;
        this.limits = limits;
        this.wait = wait;
    }

    @Override
    public void status(int status) {
        exchange.setStatusCode(status);
    }

    @Override
    public void header(String name, String value) {
        exchange.getResponseHeaders().add(HttpString.tryFromString(name), octets(value));
    }

    @Override
    public void send(byte[] body) throws IOException {
        begin();
        boolean bodiless = bodiless();
        if (!bodiless || body.length > 0) {
            exchange.setResponseContentLength(body.length);
        }
        ResponseStream stream = open();
        if (!bodiless) {
            stream.write(body, 0, body.length);
        }
    }

    @Override
    public void sendHead(long contentLength) {
        begin();
        exchange.setResponseContentLength(contentLength);
        open();
    }

    @Override
    public ByteSink body(long contentLength) {
        begin();
        exchange.setResponseContentLength(contentLength);
        return open();
    }

    @Override
    public OutputStream stream() {
        begin();
        return open();
    }

    @Override
    public void abort() {
        started = true;
        aborted = true;
        exchange.setPersistent(false);
        IoUtils.safeClose(exchange.getConnection());
    }

    @Override
    public boolean started() {
        return started;
    }

    /// Ends the exchange after its handler has returned.
    void complete() throws IOException {
        if (aborted) {
            return;
        }
        Check.state(started, "no response");
        ResponseStream opened = Objects.requireNonNull(out);
        if (requestBody.complete()) {
            opened.closeLater();
            return;
        }
        opened.close();
        if (!requestBody.awaited()) {
            requestBody.discard(limits.lingerBytesMax());
        }
        abort();
    }

    private void begin() {
        Check.state(!started, "response begun twice");
        started = true;
        if (!settleRequestBody() || wait.connection().spare()) {
            exchange.setPersistent(false);
            exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        }
    }

    /// Whether the request's body is at its end, if need be after a short rest was read.
    private boolean settleRequestBody() {
        try {
            if (!requestBody.complete()
                    && !requestBody.awaited()
                    && requestBody.leftBytes() <= limits.drainBytesMax()) {
                requestBody.discard(limits.drainBytesMax());
            }
            return requestBody.complete();
        } catch (IOException e) {
            return false;
        }
    }

    /// The value as characters that stand for one byte each. Undertow writes the low byte of every
    /// character, so that others (U+010A) could become line ends; they go out as UTF-8.
    private static String octets(String value) {
        int widest = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            Check.argument(c >= ' ' || c == '\t', "control character %d in a header", (int) c);
            widest = Math.max(widest, c);
        }
        return widest <= BYTE_MAX
                ? value
                : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private boolean bodiless() {
        int status = exchange.getStatusCode();
        return Methods.HEAD.equals(exchange.getRequestMethod())
                || status == StatusCodes.NO_CONTENT
                || status == StatusCodes.NOT_MODIFIED;
    }

    private ResponseStream open() {
        ResponseStream opened = new ResponseStream(exchange, limits.idleTimeout(), wait);
        out = opened;
        return opened;
    }
}
