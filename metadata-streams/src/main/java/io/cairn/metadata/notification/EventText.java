package io.cairn.metadata.notification;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Texts within messages.
final class EventText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private EventText() {}

    /// A time in milliseconds since the epoch, such as `1970-01-01T00:00:00.000Z`.
    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    /// A key as in a form: a space is `+`.
    static String escape(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    /// The same with slashes as they are.
    static String escapeButSlashes(String key) {
        return escape(key).replace("%2F", "/");
    }
}
