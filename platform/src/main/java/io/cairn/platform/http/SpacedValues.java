package io.cairn.platform.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The header values of a head that have runs of white space in them, as they came over the wire.
/// Undertow's parser makes one character of each run, the first.
///
/// A value is given back only if it is what the parser made of it. So whatever is missed here, such
/// as a head that came in one piece with the request before it, costs the runs and nothing else.
/// Used by one thread at a time.
final class SpacedValues {
    private static final int LINE_CHARS_MAX = 64 << 10;
    private static final Pattern RUN = Pattern.compile("([ \t])[ \t]+");

    private final StringBuilder line = new StringBuilder();
    private final List<Line> lines = new ArrayList<>();
    private boolean ended;
    private boolean afterWhite;
    private boolean runs;

    private record Line(String name, String value) {}

    /// Sees the next bytes of a head, and maybe some behind it.
    void came(ByteBuffer bytes, int from, int length) {
        for (int i = from; i < from + length && !ended; i++) {
            char c = (char) (bytes.get(i) & 0xFF);
            if (c == '\n') {
                endLine();
            } else if (c != '\r') {
                boolean white = c == ' ' || c == '\t';
                runs |= white && afterWhite;
                afterWhite = white;
                line.append(c);
                ended = line.length() > LINE_CHARS_MAX;
            }
        }
    }

    /// Whether no value has a run.
    boolean isEmpty() {
        return lines.isEmpty();
    }

    /// The values of a header that the parser read, as they were sent.
    List<String> asSent(String name, List<String> parsed) {
        if (lines.isEmpty()) {
            return parsed;
        }
        List<Line> left = new ArrayList<>(lines);
        return parsed.stream().map(value -> asSent(name, value, left)).toList();
    }

    /// Forgets all; another head may come.
    void clear() {
        line.setLength(0);
        lines.clear();
        ended = false;
        afterWhite = false;
        runs = false;
    }

    private void endLine() {
        ended = line.isEmpty();
        boolean unusual = runs;
        runs = false;
        afterWhite = false;
        if (!unusual) {
            line.setLength(0);
            return;
        }
        String text = line.toString();
        line.setLength(0);
        int colon = text.indexOf(':');
        if (colon > 0) {
            String value = text.substring(colon + 1).strip();
            if (RUN.matcher(value).find()) {
                lines.add(new Line(text.substring(0, colon).toLowerCase(Locale.ROOT), value));
            }
        }
    }

    private static String asSent(String name, String parsed, List<Line> left) {
        for (Line sent : left) {
            if (sent.name.equalsIgnoreCase(name)
                    && RUN.matcher(sent.value).replaceAll("$1").equals(parsed)) {
                left.remove(sent);
                return sent.value;
            }
        }
        return parsed;
    }
}
