package io.cairn.cli.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A directory argument in which `{1...4}` stands for each of the numbers 1 to 4; leading zeros are
/// kept (`{01...16}`). Several of them give every combination, the last one running fastest.
public final class DirectoryPattern {
    private static final Pattern RANGE = Pattern.compile("\\{(\\d+)\\.\\.\\.(\\d+)}");
    private static final int EXPANDED_MAX = 256;

    private DirectoryPattern() {}

    /// The directories that `argument` stands for, in order. Throws IllegalArgumentException if a
    /// range runs backwards or there are too many.
    public static List<String> expand(String argument) {
        List<String> expanded = new ArrayList<>();
        expand(argument, expanded);
        return expanded;
    }

    private static void expand(String text, List<String> expanded) {
        Matcher range = RANGE.matcher(text);
        if (!range.find()) {
            if (text.contains("{") || text.contains("}")) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no pattern: write {1...4} for the numbers 1 to 4");
            }
            expanded.add(text);
            return;
        }
        int first = Integer.parseInt(range.group(1));
        int last = Integer.parseInt(range.group(2));
        if (last < first || last - first >= EXPANDED_MAX) {
            throw new IllegalArgumentException(
                    "'" + range.group() + "' is no range of up to " + EXPANDED_MAX + " numbers");
        }
        int width = range.group(1).startsWith("0") ? range.group(1).length() : 1;
        for (int number = first; number <= last; number++) {
            String digits = String.format("%0" + width + "d", number);
            expand(
                    text.substring(0, range.start()) + digits + text.substring(range.end()),
                    expanded);
        }
    }
}
