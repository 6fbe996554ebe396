package io.cairn.cli;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as users write them: `500`, `10GiB`, `2TB`.
final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([a-zA-Z]*)");
    private static final Map<String, Long> UNITS =
            Map.ofEntries(
                    Map.entry("", 1L),
                    Map.entry("b", 1L),
                    Map.entry("kb", 1_000L),
                    Map.entry("mb", 1_000_000L),
                    Map.entry("gb", 1_000_000_000L),
                    Map.entry("tb", 1_000_000_000_000L),
                    Map.entry("pb", 1_000_000_000_000_000L),
                    Map.entry("kib", 1L << 10),
                    Map.entry("mib", 1L << 20),
                    Map.entry("gib", 1L << 30),
                    Map.entry("tib", 1L << 40),
                    Map.entry("pib", 1L << 50));

    private ByteSize() {}

    /// The bytes; empty for what is no size, or more than 64 bits hold.
    static OptionalLong parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        Long unit = UNITS.get(form.group(2).toLowerCase(Locale.ROOT));
        long number = Long.parseLong(form.group(1));
        if (unit == null || Math.multiplyHigh(number, unit) != 0 || number * unit < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number * unit);
    }
}
