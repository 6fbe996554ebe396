package io.cairn.platform.http;

import io.cairn.platform.Check;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.Throttle;
import io.undertow.Handlers;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/// An HTTP/1.1 server. It is made once, started once and stopped once; other threads may ask for
/// its port in between.
///
/// Undertow is set up against its traps: no limit on bodies of its own, no decoding of paths, 100
/// Continue only when a body is read, no HTTP/2, and a buffer pool without caches per thread, which
/// would strand buffers on virtual threads. Connections are accepted here and not by the Undertow
/// class, so that [Connections] sees each before its first byte.
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int POOLED_BUFFERS_MAX = 256;
    private static final long STOP_SECONDS = 10;

    private final String host;
    private final int requestedPort;
    private final HttpLimits limits;
    private final GracefulShutdownHandler shutdown;
    private final Connections connections;
    private final Throttle complaint = Throttle.fromNow(Duration.ofSeconds(10));
    private volatile @Nullable Running running;

    private record Running(XnioWorker worker, AcceptingChannel<StreamConnection> accepting) {}

    /// A server that will listen on `host` and `port`; port 0 means any free one.
    public HttpServer(String host, int port, HttpLimits limits, HttpHandler handler) {
        ThreadFactory threads = Thread.ofVirtual().name("http-", 0).factory();
        this.host = host;
        this.requestedPort = port;
        this.limits = limits;
        this.connections = new Connections(limits, MonotonicClock.SYSTEM::nanos);
        this.shutdown =
                Handlers.gracefulShutdown(
                        Handlers.httpContinueRead(
                                new ExchangeHandler(handler, threads, limits, connections)));
    }

    /// Binds and begins to serve. Throws a RuntimeException with a BindException as its cause if
    /// the address is not to be had.
    public void start() {
        Check.state(running == null, "started twice");
        HttpOpenListener http =
                new HttpOpenListener(
                        new DefaultByteBufferPool(true, BUFFER_BYTES, POOLED_BUFFERS_MAX, 0),
                        serverOptions());
        http.setRootHandler(shutdown);
        XnioWorker worker = null;
        boolean done = false;
        try {
            worker = Xnio.getInstance(HttpServer.class.getClassLoader()).createWorker(workers());
            AcceptingChannel<StreamConnection> accepting =
                    worker.createStreamConnectionServer(
                            new InetSocketAddress(host, requestedPort),
                            (AcceptingChannel<StreamConnection> from) -> acceptAll(from, http),
                            socketOptions());
            accepting.resumeAccepts();
            running = new Running(worker, accepting);
            done = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!done && worker != null) {
                worker.shutdownNow();
            }
        }
    }

    private void acceptAll(AcceptingChannel<StreamConnection> from, HttpOpenListener http) {
        try {
            for (StreamConnection next; (next = from.accept()) != null; ) {
                accept(next, http);
            }
        } catch (ClosedChannelException e) {
            LOG.trace("no connection is accepted any more", e);
        } catch (IOException e) {
            // Most likely there is no file handle left.
            connections.closeLongestIdle();
            if (complaint.isDue()) {
                LOG.warn(
                        "cannot accept a connection; the longest idle one is closed: {}",
                        e.toString());
            }
        }
    }

    /// Takes a connection up, if there is room for it; else it is closed.
    private void accept(StreamConnection accepted, HttpOpenListener http) {
        Runnable closer = () -> IoUtils.safeClose(accepted);
        connections
                .accept(accepted, closer)
                .ifPresentOrElse(connection -> listen(accepted, connection, http), closer);
    }

    private static void listen(
            StreamConnection accepted, OpenConnection connection, HttpOpenListener http) {
        accepted.getSourceChannel()
                .setConduit(new HeadMeter(accepted.getSourceChannel().getConduit(), connection));
        http.handleEvent(accepted);
        ChannelListener<? super StreamConnection> next = accepted.getCloseListener();
        accepted.setCloseListener(closed -> {
            connection.closed();
            ChannelListeners.invokeChannelListener(closed, next);
        });
        if (!accepted.isOpen()) {
            connection.closed();
        }
    }

    private OptionMap workers() {
        return OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, limits.ioThreads())
                .set(Options.WORKER_TASK_CORE_THREADS, 1)
                .set(Options.WORKER_TASK_MAX_THREADS, 1)
                .set(Options.TCP_NODELAY, true)
                .set(Options.CORK, true)
                .getMap();
    }

    private OptionMap socketOptions() {
        return OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, limits.ioThreads())
                .set(Options.BACKLOG, limits.backlog())
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BALANCING_TOKENS, 1)
                .set(Options.BALANCING_CONNECTIONS, 2)
                .getMap();
    }

    private OptionMap serverOptions() {
        return OptionMap.builder()
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.MAX_HEADER_SIZE, limits.headerBytesMax())
                .set(UndertowOptions.MAX_HEADERS, limits.headersMax())
                .set(UndertowOptions.MAX_PARAMETERS, limits.parametersMax())
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                .set(UndertowOptions.ALWAYS_SET_DATE, true)
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .set(UndertowOptions.RECORD_REQUEST_START_TIME, false)
                .set(UndertowOptions.IDLE_TIMEOUT, millis(limits.idleTimeout()))
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(limits.keepAliveTimeout()))
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(limits.parseTimeout()))
                .getMap();
    }

    /// The port it listens on.
    public int port() {
        Running server = running;
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.accepting.getLocalAddress(InetSocketAddress.class).getPort();
    }

    /// How many connections are open.
    public int connections() {
        return connections.size();
    }

    /// Answers new requests with 503, waits up to `drain` for running ones, then closes all
    /// connections. Does nothing if the server does not run.
    public void stop(Duration drain) {
        Running server = running;
        if (server == null) {
            return;
        }
        running = null;
        shutdown.shutdown();
        try {
            shutdown.awaitShutdown(drain.toMillis());
            IoUtils.safeClose(server.accepting);
            connections.closeAll();
            server.worker.shutdownNow();
            server.worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            server.worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
