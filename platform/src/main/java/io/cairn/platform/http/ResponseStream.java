package io.cairn.platform.http;

import io.cairn.platform.ByteSink;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/// The body of a response. A client that takes nothing for too long loses its connection. Used by
/// one thread.
final class ResponseStream extends OutputStream implements ByteSink {
    // Of memory in the heap: the JDK copies it at once to some outside, which each carrier keeps.
    private static final int WRITE_BYTES_MAX = 128 * 1024;

    private final HttpServerExchange exchange;
    private final StreamSinkChannel channel;
    private final Duration idleTimeout;
    private final ClientWait wait;
    private boolean closed;

    ResponseStream(HttpServerExchange exchange, Duration idleTimeout, ClientWait wait) {
        this.exchange = exchange;
        this.channel = exchange.getResponseChannel();
        this.idleTimeout = idleTimeout;
        this.wait = wait;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        int end = source.limit();
        int atOnceMax = source.isDirect() ? source.remaining() : WRITE_BYTES_MAX;
        while (source.position() < end) {
            source.limit(Math.min(end, source.position() + atOnceMax));
            if (channel.write(source) == 0) {
                await();
            } else {
                wait.connection().progressed();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        while (!channel.flush()) {
            await();
        }
    }

    /// Ends the response. Throws if fewer bytes were written than were declared.
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            channel.shutdownWrites();
            flush();
        }
    }

    /// Ends the response on the connection's I/O thread, after the handler's call has returned.
    /// What ends an exchange begins the next one of the connection, and the I/O thread spins when
    /// another thread does so while it reads the next request already. A flush behind the last byte
    /// ends it too, so that is left to the I/O thread as well.
    void closeLater() {
        if (!closed) {
            closed = true;
            exchange.dispatch(this::runOnIoThread, this::closeHere);
        }
    }

    private void runOnIoThread(Runnable task) {
        try {
            exchange.getIoThread().execute(task);
        } catch (RejectedExecutionException e) {
            // The server was stopped meanwhile.
            abort();
        }
    }

    private void closeHere() {
        try {
            channel.shutdownWrites();
            if (!channel.flush()) {
                channel.getWriteSetter()
                        .set(
                                ChannelListeners.flushingChannelListener(
                                        flushed -> {}, (flushed, failure) -> abort()));
                channel.resumeWrites();
            }
        } catch (IOException e) {
            abort();
        }
    }

    private void abort() {
        IoUtils.safeClose(exchange.getConnection());
    }

    private void await() throws IOException {
        if (!wait.awaitWritable(channel, idleTimeout.toNanos())) {
            abort();
            throw new IOException("the client took nothing of its answer for " + idleTimeout);
        }
    }
}
