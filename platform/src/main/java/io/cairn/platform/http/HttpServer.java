package io.cairn.platform.http;

import io.cairn.platform.Check;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/// An HTTP/1.1 server. It is made once, started once and stopped once; other threads may ask for
/// its port in between.
///
/// Undertow is set up against its traps: no limit on bodies of its own, no decoding of paths, 100
/// Continue only when a body is read, no HTTP/2, and a buffer pool without caches per thread, which
/// would strand buffers on virtual threads.
public final class HttpServer implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int POOLED_BUFFERS_MAX = 256;

    private final String host;
    private final int requestedPort;
    private final HttpLimits limits;
    private final GracefulShutdownHandler shutdown;
    private volatile @Nullable Undertow undertow;

    /// A server that will listen on `host` and `port`; port 0 means any free one.
    public HttpServer(String host, int port, HttpLimits limits, HttpHandler handler) {
        ThreadFactory threads = Thread.ofVirtual().name("http-", 0).factory();
        this.host = host;
        this.requestedPort = port;
        this.limits = limits;
        this.shutdown =
                Handlers.gracefulShutdown(
                        Handlers.httpContinueRead(new ExchangeHandler(handler, threads, limits)));
    }

    /// Binds and begins to serve. Throws a RuntimeException with a BindException as its cause if
    /// the address is not to be had.
    public void start() {
        Check.state(undertow == null, "started twice");
        Undertow server =
                Undertow.builder()
                        .addHttpListener(requestedPort, host)
                        .setHandler(shutdown)
                        .setByteBufferPool(
                                new DefaultByteBufferPool(
                                        true, BUFFER_BYTES, POOLED_BUFFERS_MAX, 0))
                        .setIoThreads(limits.ioThreads())
                        .setWorkerOption(Options.WORKER_TASK_CORE_THREADS, 1)
                        .setWorkerOption(Options.WORKER_TASK_MAX_THREADS, 1)
                        .setSocketOption(Options.BACKLOG, limits.backlog())
                        .setSocketOption(Options.CONNECTION_HIGH_WATER, limits.connectionsMax())
                        .setSocketOption(Options.CONNECTION_LOW_WATER, limits.connectionsMax())
                        .setSocketOption(Options.TCP_NODELAY, true)
                        .setSocketOption(Options.REUSE_ADDRESSES, true)
                        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, limits.headerBytesMax())
                        .setServerOption(UndertowOptions.MAX_HEADERS, limits.headersMax())
                        .setServerOption(UndertowOptions.MAX_PARAMETERS, limits.parametersMax())
                        .setServerOption(UndertowOptions.DECODE_URL, false)
                        .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                        .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true)
                        .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
                        .setServerOption(UndertowOptions.RECORD_REQUEST_START_TIME, false)
                        .setServerOption(UndertowOptions.IDLE_TIMEOUT, millis(limits.idleTimeout()))
                        .setServerOption(
                                UndertowOptions.NO_REQUEST_TIMEOUT,
                                millis(limits.keepAliveTimeout()))
                        .setServerOption(
                                UndertowOptions.REQUEST_PARSE_TIMEOUT,
                                millis(limits.parseTimeout()))
                        .build();
        server.start();
        undertow = server;
    }

    /// The port it listens on.
    public int port() {
        Undertow server = undertow;
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
    }

    /// Answers new requests with 503, waits up to `drain` for running ones, then closes all
    /// connections. Does nothing if the server does not run.
    public void stop(Duration drain) {
        Undertow server = undertow;
        if (server == null) {
            return;
        }
        undertow = null;
        shutdown.shutdown();
        try {
            shutdown.awaitShutdown(drain.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
