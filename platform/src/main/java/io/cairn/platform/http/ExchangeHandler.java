package io.cairn.platform.http;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.math.BigInteger;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/// Takes a request off the I/O thread and runs its handler on a virtual thread.
///
/// The thread runs outside of Undertow's call of its handlers: within it, channels could not be
/// resumed, and a thread would have to wait for its client in a selector of its own.
final class ExchangeHandler implements io.undertow.server.HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);

    private final HttpHandler handler;
    private final ThreadFactory threads;
    private final HttpLimits limits;
    private final Connections connections;

    ExchangeHandler(
            HttpHandler handler,
            ThreadFactory threads,
            HttpLimits limits,
            Connections connections) {
        this.handler = handler;
        this.threads = threads;
        this.limits = limits;
        this.connections = connections;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (exchange.isComplete()) {
            return; // Its connection has given way to another.
        }
        if (!hasBodyOfKnownEnd(exchange)) {
            exchange.setStatusCode(StatusCodes.BAD_REQUEST);
            exchange.setPersistent(false);
            exchange.endExchange();
            return;
        }
        OpenConnection connection = connection(exchange);
        connection.requestBegins(() -> cost(exchange));
        exchange.addExchangeCompleteListener((_, next) -> {
            connection.requestEnds();
            next.proceed();
        });
        exchange.dispatch(task -> threads.newThread(task).start(), () -> run(exchange, connection));
    }

    /// Whether the length, if there is one, fits a long. Undertow takes a longer one modulo 2^64,
    /// and would read what follows as the next request.
    private static boolean hasBodyOfKnownEnd(HttpServerExchange exchange) {
        HeaderValues lengths = exchange.getRequestHeaders().get(Headers.CONTENT_LENGTH);
        if (lengths == null) {
            return true;
        }
        String length = lengths.getFirst();
        boolean digits = !length.isEmpty() && length.chars().allMatch(c -> c >= '0' && c <= '9');
        return lengths.size() == 1 && digits && new BigInteger(length).bitLength() < Long.SIZE;
    }

    private OpenConnection connection(HttpServerExchange exchange) {
        ServerConnection carrier = exchange.getConnection();
        Runnable closer = () -> IoUtils.safeClose(carrier);
        return carrier instanceof AbstractServerConnection known
                ? connections.of(known.getChannel()).orElseGet(() -> connections.unlisted(closer))
                : connections.unlisted(closer);
    }

    /// What the head takes of memory now that it is parsed.
    private static long cost(HttpServerExchange exchange) {
        long fields =
                (long) exchange.getRequestHeaders().size() + exchange.getQueryParameters().size();
        long characters =
                (long) exchange.getRequestURI().length() + exchange.getQueryString().length();
        for (HeaderValues values : exchange.getRequestHeaders()) {
            for (String value : values) {
                characters += value.length();
            }
        }
        return characters + HeadMeter.BYTES_PER_FIELD * fields;
    }

    @SuppressWarnings("IllegalCatch") // The boundary of a request: what is thrown ends here.
    private void run(HttpServerExchange exchange, OpenConnection connection) {
        ClientWait wait = new ClientWait(connection);
        ExchangeRequest request = new ExchangeRequest(exchange, limits, wait);
        ExchangeResponse response =
                new ExchangeResponse(exchange, request.requestBody(), limits, wait);
        try {
            handler.handle(request, response);
            response.complete();
        } catch (IOException e) {
            LOG.debug("connection lost: {}", e.toString());
            response.abort();
        } catch (RuntimeException | Error e) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            fail(response);
        }
    }

    private static void fail(ExchangeResponse response) {
        if (response.started()) {
            response.abort();
            return;
        }
        try {
            response.status(StatusCodes.INTERNAL_SERVER_ERROR);
            response.send(new byte[0]);
            response.complete();
        } catch (IOException e) {
            response.abort();
        }
    }
}
