package io.cairn.platform.http;

import io.cairn.platform.ByteSink;
import java.io.IOException;
import java.io.OutputStream;

/// The answer to one request. Status and headers come first, then exactly one of the methods that
/// begin it. For a HEAD request each of them sends the head only. Not safe for many threads.
public interface HttpResponse {
    /// Sets the status; 200 if it is not called.
    void status(int status);

    /// Adds a header. Control characters in its value throw IllegalArgumentException; characters
    /// above 255 go out as UTF-8.
    void header(String name, String value);

    /// Sends the head and this body, and completes the response.
    void send(byte[] body) throws IOException;

    /// Sends the head alone, which declares `contentLength` bytes; the answer to HEAD.
    void sendHead(long contentLength);

    /// Begins a body of exactly `contentLength` bytes. If fewer are written the connection is cut.
    /// The response is complete when the handler returns. What lies outside the heap is not copied
    /// on its way to the connection.
    ByteSink body(long contentLength);

    /// Begins a body whose length is not known (chunked). Leave the stream open: the response is
    /// complete when the handler returns.
    OutputStream stream();

    /// Cuts the connection, so that the client knows its answer to be broken.
    void abort();

    /// Whether one of the methods that begin the response was called.
    boolean started();
}
