package io.cairn.platform.http;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One request as it came over the wire: nothing is decoded, nothing is normalized.
public interface HttpRequest {
    /// The method, as sent.
    String method();

    /// The path as sent, beginning with a slash, without scheme, host and query. Bytes above 127
    /// that were not escaped appear as characters 128 to 255.
    String path();

    /// The query as sent, without the question mark; empty if there is none.
    String query();

    /// The first value of a header; names are case-insensitive.
    Optional<String> header(String name);

    /// All values of a header, in order.
    List<String> headers(String name);

    /// The names of all headers, as sent.
    List<String> headerNames();

    /// The length that the request declares for its body; empty for a chunked body, and 0 where
    /// there is none.
    OptionalLong contentLength();

    /// The address of the peer, without port.
    String remoteAddress();

    /// Whether it came on a connection beyond the limit: only health is to be told on it.
    boolean spare();

    /// Tells `listener`, and no other any more, when this request's thread waits for its client:
    /// for the body, or with the answer.
    void onWait(WaitListener listener);

    /// The body. The first read sends `100 Continue` if the client waits for it. A body that ends
    /// early throws an IOException.
    InputStream body();
}
