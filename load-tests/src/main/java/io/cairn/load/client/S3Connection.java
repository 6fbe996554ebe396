package io.cairn.load.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// One kept-alive connection: blocking, one request at a time, opened on first use and again after
/// a failure. For one thread; only `close` may come from another, and ends what is under way.
public final class S3Connection implements Closeable {
    private record Line(SocketChannel channel, ResponseReader reader) {}

    private final Endpoint endpoint;
    private final RequestSigner signer;
    private final AsciiText head = new AsciiText();
    private ByteBuffer headBuffer = ByteBuffer.allocateDirect(4096);
    private volatile @Nullable Line line;
    private volatile boolean closed;

    public S3Connection(Endpoint endpoint, Credentials credentials, Clock clock) {
        this.endpoint = endpoint;
        this.signer = new RequestSigner(credentials, endpoint.authority(), clock);
    }

    /// Sends a request and reads its response to the end. Nothing is tried twice; after an
    /// IOException the next call connects anew.
    public Response exchange(Request request, BodySink sink) throws IOException {
        Line open = connected();
        boolean reusable = false;
        try {
            write(open.channel(), request);
            Response response = open.reader().read(request.isHead(), sink);
            reusable = response.keepAlive();
            return response;
        } finally {
            if (!reusable) {
                drop();
            }
        }
    }

    /// Closes for good; an exchange under way in another thread fails.
    @Override
    public void close() throws IOException {
        closed = true;
        drop();
    }

    private Line connected() throws IOException {
        Line open = line;
        if (open != null) {
            return open;
        }
        if (closed) {
            throw new IOException("closed");
        }
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Line fresh = new Line(channel, new ResponseReader(channel));
        line = fresh;
        channel.connect(new InetSocketAddress(endpoint.host(), endpoint.port()));
        return fresh;
    }

    private void drop() throws IOException {
        Line open = line;
        line = null;
        if (open != null) {
            open.channel().close();
        }
    }

    private void write(SocketChannel channel, Request request) throws IOException {
        Payload payload = request.payload();
        ByteBuffer[] parts = new ByteBuffer[payload.slices().size() + 1];
        parts[0] = head(request);
        for (int i = 1; i < parts.length; i++) {
            parts[i] = payload.slices().get(i - 1).duplicate();
        }
        ByteBuffer last = parts[parts.length - 1];
        while (parts[0].hasRemaining() || last.hasRemaining()) {
            channel.write(parts);
        }
    }

    private ByteBuffer head(Request request) {
        head.clear().add(request.method()).add(' ').add(request.path());
        if (!request.query().isEmpty()) {
            head.add('?').add(request.query());
        }
        head.add(" HTTP/1.1\r\nhost: ").add(endpoint.authority()).add("\r\n");
        head.add(request.headers());
        long length = request.payload().length();
        if (length > 0 || !request.method().equals("GET")) {
            head.add("content-length: ").add(Long.toString(length)).add("\r\n");
        }
        signer.addHeaders(request, head);
        head.add("\r\n");
        if (headBuffer.capacity() < head.length()) {
            headBuffer = ByteBuffer.allocateDirect(head.length() * 2);
        }
        return headBuffer.clear().put(head.array(), 0, head.length()).flip();
    }
}
