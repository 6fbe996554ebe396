package io.cairn.platform.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a request; remembers how far it was read, so that what is left can be dealt with.
final class RequestBody extends InputStream {
    private static final int SKIP_BYTES = 64 * 1024;

    private final HttpServerExchange exchange;
    private @Nullable InputStream stream;
    private long readBytes;
    private boolean ended;

    RequestBody(HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (ended) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        int read = stream().read(bytes, offset, length);
        if (read < 0) {
            ended = true;
        } else {
            readBytes += read;
        }
        return read;
    }

    /// Whether every byte was read, or there are none.
    boolean complete() {
        return ended || exchange.isRequestComplete() || leftBytes() == 0;
    }

    /// Whether the client still waits for a sign to send its body.
    boolean awaited() {
        return stream == null && HttpContinue.requiresContinueResponse(exchange);
    }

    /// What is left of a body of declared length; the largest long if it is chunked.
    long leftBytes() {
        long length = exchange.getRequestContentLength();
        return length < 0 ? Long.MAX_VALUE : length - readBytes;
    }

    /// Reads and forgets up to `max` bytes.
    void discard(long max) throws IOException {
        byte[] buffer = new byte[SKIP_BYTES];
        long left = max;
        while (left > 0 && !ended) {
            int read = read(buffer, 0, (int) Math.min(left, buffer.length));
            left -= Math.max(read, 0);
        }
    }

    private InputStream stream() {
        InputStream opened = stream;
        if (opened == null) {
            opened = exchange.getInputStream();
            stream = opened;
        }
        return opened;
    }
}
