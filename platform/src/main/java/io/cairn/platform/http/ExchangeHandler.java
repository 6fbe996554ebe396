package io.cairn.platform.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a request off the I/O thread and runs its handler on a virtual thread.
final class ExchangeHandler implements io.undertow.server.HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);

    private final HttpHandler handler;
    private final ThreadFactory threads;
    private final HttpLimits limits;

    ExchangeHandler(HttpHandler handler, ThreadFactory threads, HttpLimits limits) {
        this.handler = handler;
        this.threads = threads;
        this.limits = limits;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.dispatch(task -> threads.newThread(task).start(), this::run);
    }

    @SuppressWarnings("IllegalCatch") // The boundary of a request: what is thrown ends here.
    private void run(HttpServerExchange exchange) {
        ExchangeRequest request = new ExchangeRequest(exchange, limits);
        ExchangeResponse response = new ExchangeResponse(exchange, request.requestBody(), limits);
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
