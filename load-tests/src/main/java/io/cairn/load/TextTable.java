package io.cairn.load;

import java.io.PrintWriter;
import java.util.List;

/// Prints cells as a Markdown table whose columns line up on a terminal too.
record TextTable(List<String> headings, List<List<String>> rows) {
    TextTable {
        headings = List.copyOf(headings);
        rows = List.copyOf(rows);
    }

    void print(PrintWriter out) {
        int[] widths = headings.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        out.println(line(headings, widths));
        StringBuilder rule = new StringBuilder("|");
        for (int width : widths) {
            rule.append("-".repeat(width + 2)).append('|');
        }
        out.println(rule);
        rows.forEach(row -> out.println(line(row, widths)));
    }

    /// The first column is words and stands left; the others are figures and stand right.
    private static String line(List<String> cells, int[] widths) {
        StringBuilder text = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String space = " ".repeat(widths[column] - cell.length());
            text.append(' ').append(column == 0 ? cell + space : space + cell).append(" |");
        }
        return text.toString();
    }
}
