package io.cairn.api.http;

import java.time.Duration;

/// What the access log says of a request. `bytes` are those of the answer's body that were handed
/// to the connection; `status` is 0 if nothing was answered. Characters that are not printable
/// ASCII are escaped in the line, so that no client writes lines or controls a terminal.
public record AccessLine(
        String requestId, String method, String path, int status, long bytes, Duration took) {
    /// The line of the log.
    @Override
    public String toString() {
        return "%s %s %s %d %d %dms"
                .formatted(
                        requestId,
                        printable(method),
                        printable(path),
                        status,
                        bytes,
                        took.toMillis());
    }

    private static String printable(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c <= '~') {
                line.append(c);
            } else {
                line.append("\\x%02x".formatted((int) c));
            }
        }
        return line.toString();
    }
}
