package io.cairn.platform.http;

import io.cairn.platform.Check;
import java.time.Duration;

/// The limits of one server.
///
/// What exceeds the limits of a head is answered with a bare 400 and reaches no handler; so they
/// lie above what S3 allows, whose own errors say more.
///
/// @param ioThreads threads that poll sockets; handlers do not run on them
/// @param backlog connections the kernel holds before they are accepted
/// @param connectionsMax connections that are open at once; beyond it one of them gives way
/// @param connectionsSpare further connections, on which only health is told
/// @param headerBytesMax the request line and all headers; S3 allows 8 KiB, session tokens and
///   proxies add theirs
/// @param headersMax headers of a request; S3's 2 KiB of metadata hold some hundreds of short ones
/// @param parametersMax parameters of a query; a presigned URL has about twenty
/// @param headsBytesMax what all heads together may take of memory, parsed, until their requests
///   end: about 3 KiB for a usual one
/// @param idleTimeout how long a client may send nothing of its body, or take nothing of its answer
/// @param keepAliveTimeout how long a connection may wait for its next request
/// @param parseTimeout how long a request's head may take to arrive
/// @param drainTimeout how long unread bodies are read in all, whatever the client sends meanwhile
/// @param drainBytesMax what is read of an unread body so that its connection can be kept
/// @param lingerBytesMax what is read of a larger one so that the client sees its answer
public record HttpLimits(
        int ioThreads,
        int backlog,
        int connectionsMax,
        int connectionsSpare,
        int headerBytesMax,
        int headersMax,
        int parametersMax,
        long headsBytesMax,
        Duration idleTimeout,
        Duration keepAliveTimeout,
        Duration parseTimeout,
        Duration drainTimeout,
        long drainBytesMax,
        long lingerBytesMax) {
    /// What serves a node of two to sixteen cores.
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    2,
                    1024,
                    4096,
                    64,
                    32 * 1024,
                    500,
                    128,
                    48 << 20,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    256 * 1024,
                    16 * 1024 * 1024);

    private static final int CONNECTIONS_MIN = 16;

    public HttpLimits {
        Check.argument(ioThreads > 0, "ioThreads %d", ioThreads);
        Check.argument(connectionsMax > 0, "connectionsMax %d", connectionsMax);
        Check.argument(headerBytesMax >= 1024, "headerBytesMax %d", headerBytesMax);
        Check.argument(headersMax > 0, "headersMax %d", headersMax);
        Check.argument(parametersMax > 0, "parametersMax %d", parametersMax);
        Check.argument(headsBytesMax >= headerBytesMax, "headsBytesMax %d", headsBytesMax);
    }

    /// The same with at most `max` connections, and never fewer than a few.
    public HttpLimits withConnectionsUpTo(long max) {
        return new HttpLimits(
                ioThreads,
                backlog,
                (int) Math.min(connectionsMax, Math.max(CONNECTIONS_MIN, max)),
                connectionsSpare,
                headerBytesMax,
                headersMax,
                parametersMax,
                headsBytesMax,
                idleTimeout,
                keepAliveTimeout,
                parseTimeout,
                drainTimeout,
                drainBytesMax,
                lingerBytesMax);
    }
}
