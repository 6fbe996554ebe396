package io.cairn.platform.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/// The body of a request; remembers how far it was read, so that what is left can be dealt with.
final class RequestBody extends InputStream {
    private static final int READ_BYTES_MAX = 64 * 1024;

    private final HttpServerExchange exchange;
    private final HttpLimits limits;
    private final ClientWait wait;
    private @Nullable StreamSourceChannel channel;
    private long drainNanosLeft;
    private long readBytes;
    private boolean ended;

    RequestBody(HttpServerExchange exchange, HttpLimits limits, ClientWait wait) {
        this.exchange = exchange;
        this.limits = limits;
        this.wait = wait;
        this.drainNanosLeft = limits.drainTimeout().toNanos();
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
        int read = read(bytes, offset, length, limits.idleTimeout().toNanos());
        if (read == 0) {
            throw new IOException("nothing of the body came for " + limits.idleTimeout());
        }
        return read;
    }

    /// Whether Undertow has seen the body's end, or there is none: only then it takes the next
    /// request of the connection. A body of declared length ends with the read behind its last
    /// byte, which is made here at the latest.
    boolean complete() throws IOException {
        if (!ended && !exchange.isRequestComplete() && leftBytes() == 0 && !awaited()) {
            seeEnd();
        }
        return ended || exchange.isRequestComplete();
    }

    private void seeEnd() throws IOException {
        if (channel().read(ByteBuffer.allocate(1)) < 0) {
            ended = true;
        }
    }

    /// Whether the client still waits for a sign to send its body.
    boolean awaited() {
        return channel == null && HttpContinue.requiresContinueResponse(exchange);
    }

    /// What is left of a body of declared length; the largest long if it is chunked.
    long leftBytes() {
        long length = exchange.getRequestContentLength();
        return length < 0 ? Long.MAX_VALUE : length - readBytes;
    }

    /// Reads and forgets up to `max` bytes, as long as the time for that lasts, which all calls
    /// share: a client that sends little by little holds nothing for longer.
    void discard(long max) throws IOException {
        byte[] buffer = new byte[READ_BYTES_MAX];
        long left = max;
        while (left > 0 && !ended && drainNanosLeft > 0) {
            long startNanos = wait.connection().nanoTime();
            int read = read(buffer, 0, (int) Math.min(left, buffer.length), drainNanosLeft);
            drainNanosLeft -= wait.connection().nanoTime() - startNanos;
            left -= Math.max(read, 0);
        }
    }

    /// Reads what comes within `nanos`; 0 if nothing does, -1 at the end.
    private int read(byte[] bytes, int offset, int length, long nanos) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(bytes, offset, Math.min(length, READ_BYTES_MAX));
        long deadlineNanos = wait.connection().nanoTime() + nanos;
        int read = channel().read(target);
        while (read == 0
                && wait.awaitReadable(channel(), deadlineNanos - wait.connection().nanoTime())) {
            read = channel().read(target);
        }
        if (read < 0) {
            ended = true;
            return read;
        }
        readBytes += read;
        if (read > 0 && leftBytes() == 0) {
            seeEnd();
        }
        return read;
    }

    private StreamSourceChannel channel() throws IOException {
        StreamSourceChannel opened = channel;
        if (opened == null) {
            @Nullable StreamSourceChannel given = exchange.getRequestChannel();
            if (given == null) {
                throw new IOException("the body is not asked for any more");
            }
            opened = given;
            channel = opened;
        }
        return opened;
    }
}
