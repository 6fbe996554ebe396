package io.cairn.api.error;

import java.util.LinkedHashMap;
import java.util.Map;

/// A request that is answered with an error. The client has to correct the request, so there is no
/// stack trace.
public final class S3Exception extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final S3Error error;
    private final transient Map<String, String> details;

    /// The error with its usual message.
    public S3Exception(S3Error error) {
        this(error, error.message());
    }

    /// The error with a message of its own.
    public S3Exception(S3Error error, String message) {
        this(error, message, Map.of());
    }

    private S3Exception(S3Error error, String message, Map<String, String> details) {
        super(message, null, false, false);
        this.error = error;
        this.details = details;
    }

    /// The same with one more element in its document.
    public S3Exception with(String element, String value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(element, value);
        return new S3Exception(error, text(), more);
    }

    /// Which error it is.
    public S3Error error() {
        return error;
    }

    /// The message for the client.
    public String text() {
        return String.valueOf(getMessage());
    }

    /// Further elements of the document, in order.
    public Map<String, String> details() {
        return details;
    }
}
