package io.cairn.platform.http;

import java.io.IOException;

/// Answers requests. Runs on a virtual thread of its own for each request, so it may block; the
/// response is complete when it returns. An exception before the response has begun is answered
/// with a bare 500, later ones cut the connection.
@FunctionalInterface
public interface HttpHandler {
    /// Answers one request.
    void handle(HttpRequest request, HttpResponse response) throws IOException;
}
