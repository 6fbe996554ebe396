package io.cairn.api.http;

import java.time.Duration;

/// What the access log says of a request. `bytes` are those of the answer's body that were handed
/// to the connection; `status` is 0 if nothing was answered.
public record AccessLine(
        String requestId, String method, String path, int status, long bytes, Duration took) {
    /// The line of the log.
    @Override
    public String toString() {
        return "%s %s %s %d %d %dms"
                .formatted(requestId, method, path, status, bytes, took.toMillis());
    }
}
