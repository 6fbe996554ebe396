package io.cairn.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Stands between a client and a server and loses answers: the server has done what it was asked,
/// and the client finds its connection closed. Requests are never lost.
final class LossyProxy implements AutoCloseable {
    private static final int PIECE_BYTES = 64 << 10;
    private static final byte[] CONTINUE = "HTTP/1.1 100".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile URI server;
    private volatile BooleanSupplier loses = () -> false;
    private volatile Runnable beforeLoss = () -> {};

    LossyProxy(URI server) {
        this.server = server;
        try {
            listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /// From now on an answer is lost if `decides` says so. It is asked once for each answer.
    void lose(BooleanSupplier decides) {
        loses = decides;
    }

    /// What is done once an answer is there, before the client finds that it is lost.
    void beforeLoss(Runnable action) {
        beforeLoss = action;
    }

    /// Where the server is now.
    void server(URI endpoint) {
        server = endpoint;
    }

    /// How many answers were lost.
    int lost() {
        return lost.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket()) {
            upstream.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            Connection connection = new Connection(client, upstream);
            Thread requests = Thread.ofVirtual().start(connection::requests);
            connection.answers();
            requests.interrupt();
        } catch (IOException e) {
            // One of the two is gone: so is the connection.
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket upstream;
        private volatile boolean asked;

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void requests() {
            byte[] piece = new byte[PIECE_BYTES];
            try (InputStream in = client.getInputStream();
                    OutputStream out = upstream.getOutputStream()) {
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    asked = true;
                    out.write(piece, 0, length);
                }
            } catch (IOException e) {
                // The other direction ends too.
            }
        }

        void answers() throws IOException {
            byte[] piece = new byte[PIECE_BYTES];
            InputStream in = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (asked && !isContinue(piece, length)) {
                    asked = false;
                    if (loses.getAsBoolean()) {
                        lost.incrementAndGet();
                        beforeLoss.run();
                        return;
                    }
                }
                out.write(piece, 0, length);
            }
        }

        private boolean isContinue(byte[] piece, int length) {
            for (int i = 0; i < CONTINUE.length; i++) {
                if (i >= length || piece[i] != CONTINUE[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
