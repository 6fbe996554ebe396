package io.cairn.platform.http;

import io.cairn.platform.Check;
import java.time.Duration;

/// The limits of one server.
///
/// @param ioThreads threads that poll sockets; handlers do not run on them
/// @param backlog connections the kernel holds before they are accepted
/// @param headerBytesMax the request line and all headers; S3 allows 8 KiB, proxies add theirs
/// @param idleTimeout how long a connection may lie still within a request, either way
/// @param keepAliveTimeout how long a connection may wait for its next request
/// @param parseTimeout how long a request's head may take to arrive
/// @param drainBytesMax what is read of an unread body so that its connection can be kept
/// @param lingerBytesMax what is read of a larger one so that the client sees its answer
public record HttpLimits(
        int ioThreads,
        int backlog,
        int headerBytesMax,
        Duration idleTimeout,
        Duration keepAliveTimeout,
        Duration parseTimeout,
        long drainBytesMax,
        long lingerBytesMax) {
    /// What serves a node of two to sixteen cores.
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    2,
                    1024,
                    64 * 1024,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(30),
                    256 * 1024,
                    16 * 1024 * 1024);

    public HttpLimits {
        Check.argument(ioThreads > 0, "ioThreads %d", ioThreads);
        Check.argument(headerBytesMax >= 1024, "headerBytesMax %d", headerBytesMax);
    }
}
