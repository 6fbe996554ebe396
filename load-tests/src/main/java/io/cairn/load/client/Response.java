package io.cairn.load.client;

/// What a response said. `etag` is empty if there was none; `errorText` is the body of a response
/// that was not a success.
public record Response(
        int status, boolean keepAlive, long bodyBytes, String etag, String errorText) {
    /// Whether the status is one of 2xx.
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /// The S3 error code, or the bare status where the response has no error document.
    public String errorCode() {
        String code = BodyText.element(errorText, "Code");
        return code.isEmpty() ? "HTTP " + status : code;
    }
}
