package io.cairn.platform.http;

import io.cairn.platform.Check;
import java.time.Duration;

/// The limits of one server.
///
/// What heads may take of memory is `connectionsMax` times `headerBytesMax`: 512 MiB of the default
/// if every connection sends the longest one there is at the same time, each for no longer than
/// `parseTimeout` unless a handler takes it. What exceeds the limits of a head is answered with a
/// bare 400 and reaches no handler; so they lie well above what S3 allows, whose own errors say
/// more.
///
/// @param ioThreads threads that poll sockets; handlers do not run on them
/// @param backlog connections the kernel holds before they are accepted
/// @param connectionsMax connections that are open at once; more wait in the backlog
/// @param headerBytesMax the request line and all headers; S3 allows 8 KiB, proxies add theirs
/// @param headersMax headers of a request; S3's 8 KiB hold some hundreds of short ones
/// @param parametersMax parameters of a query
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
        int headerBytesMax,
        int headersMax,
        int parametersMax,
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
                    128 * 1024,
                    1000,
                    10_000,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    256 * 1024,
                    16 * 1024 * 1024);

    public HttpLimits {
        Check.argument(ioThreads > 0, "ioThreads %d", ioThreads);
        Check.argument(headerBytesMax >= 1024, "headerBytesMax %d", headerBytesMax);
        Check.argument(headersMax > 0, "headersMax %d", headersMax);
        Check.argument(parametersMax > 0, "parametersMax %d", parametersMax);
    }
}
