package io.cairn.load;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A length of time as users write it: `500ms`, `10s`, `10`, `2m`.
record Span(Duration duration) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|)");

    static Span parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("not a length of time: " + text);
        }
        long count = Long.parseLong(form.group(1));
        return new Span(
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofSeconds(count);
                });
    }
}
