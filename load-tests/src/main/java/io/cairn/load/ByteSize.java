package io.cairn.load;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A size as users write it: `4096`, `4KiB`, `64k`, `1.5MiB`, `2GB`. Letters without `B` count in
/// powers of 1,024 as those with `iB` do; with `B` alone they count in powers of 1,000.
record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-z]*)");
    private static final Map<String, Double> UNITS =
            Map.ofEntries(
                    Map.entry("", 1.0),
                    Map.entry("b", 1.0),
                    Map.entry("k", 0x1p10),
                    Map.entry("kib", 0x1p10),
                    Map.entry("kb", 1e3),
                    Map.entry("m", 0x1p20),
                    Map.entry("mib", 0x1p20),
                    Map.entry("mb", 1e6),
                    Map.entry("g", 0x1p30),
                    Map.entry("gib", 0x1p30),
                    Map.entry("gb", 1e9));

    static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        Double unit = form.matches() ? UNITS.get(form.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("not a size: " + text);
        }
        return new ByteSize((long) (Double.parseDouble(form.group(1)) * unit));
    }
}
