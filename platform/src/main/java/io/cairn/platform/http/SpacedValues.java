package io.cairn.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The header values of a head that have runs of white space in them, as they came over the wire.
/// Undertow's parser makes one character of each run, the first.
///
/// A value is given back only if it is what the parser made of it. So whatever is missed here, such
/// as a head that came in one piece with the request before it, costs the runs and nothing else.
/// Used by one thread at a time.
final class SpacedValues {
    private static final int HEAD_BYTES_MAX = 64 << 10;
    private static final int KEPT_BYTES_MAX = 4 << 10;
    private static final Pattern RUN = Pattern.compile("([ \t])[ \t]+");

    private byte[] head = new byte[0];
    private int length;
    private boolean afterWhite;
    private boolean runs;
    private List<Line> spaced = List.of();

    private record Line(String name, String value) {}

    /// Sees the next bytes of a head, and maybe some behind it. Returns how many of them end a
    /// header or a parameter.
    int came(ByteBuffer bytes, int from, int count) {
        int taken = Math.min(count, HEAD_BYTES_MAX - length);
        if (length + taken > head.length) {
            head = Arrays.copyOf(head, Math.max(length + taken, 2 * head.length));
        }
        bytes.get(from, head, length, taken);
        int fields = count - taken;
        boolean white = afterWhite;
        for (int i = length; i < length + taken; i++) {
            byte b = head[i];
            boolean now = b == ' ' || b == '\t';
            runs |= now && white;
            white = now;
            if (b == '\n' || b == '&' || b == ';') {
                fields++;
            }
        }
        afterWhite = white;
        length += taken;
        return fields;
    }

    /// The head is complete: all that is kept of it are the values with runs.
    void headEnds() {
        spaced = runs ? lines() : List.of();
        length = 0;
        afterWhite = false;
        runs = false;
        if (head.length > KEPT_BYTES_MAX) {
            head = new byte[0];
        }
    }

    /// Whether no value has a run.
    boolean isEmpty() {
        return spaced.isEmpty();
    }

    /// The values of a header that the parser read, as they were sent.
    List<String> asSent(String name, List<String> parsed) {
        if (spaced.isEmpty()) {
            return parsed;
        }
        List<Line> left = new ArrayList<>(spaced);
        return parsed.stream().map(value -> asSent(name, value, left)).toList();
    }

    /// Forgets all; another head may come.
    void clear() {
        spaced = List.of();
    }

    /// The lines of the head whose values have runs.
    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (head[i] == '\n') {
                String text =
                        new String(head, start, i - start, StandardCharsets.ISO_8859_1).strip();
                if (text.isEmpty()) {
                    return lines;
                }
                int colon = text.indexOf(':');
                String value = text.substring(colon + 1).strip();
                if (colon > 0 && RUN.matcher(value).find()) {
                    lines.add(new Line(text.substring(0, colon), value));
                }
                start = i + 1;
            }
        }
        return lines;
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
