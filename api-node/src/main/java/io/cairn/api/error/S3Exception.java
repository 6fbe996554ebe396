package io.cairn.api.error;

import java.util.LinkedHashMap;
import java.util.Map;

/// A request that is answered with an error. The client has to correct the request, so there is no
/// stack trace.
public final class S3Exception extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final S3Error error;
    private final transient Map<String, String> details;
    private final transient Map<String, String> headers;

    /// The error with its usual message.
    public S3Exception(S3Error error) {
        this(error, error.message());
    }

    /// The error with a message of its own.
    public S3Exception(S3Error error, String message) {
        this(error, message, Map.of(), Map.of());
    }

    private S3Exception(
            S3Error error,
            String message,
            Map<String, String> details,
            Map<String, String> headers) {
        super(message, null, false, false);
        this.error = error;
        this.details = details;
        this.headers = headers;
    }

    /// The same with one more element in its document.
    public S3Exception with(String element, String value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(element, value);
        return new S3Exception(error, text(), more, headers);
    }

    /// The same with one more header in its answer.
    public S3Exception withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new S3Exception(error, text(), details, more);
    }

    /// Which error it is.
    public S3Error error() {
        return error;
    }

    /// The message for the client.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// Further headers of the answer, in order.
    public Map<String, String> headers() {
        return headers;
    }

    /// Further elements of the document, in order.
    public Map<String, String> details() {
        return details;
    }
}
