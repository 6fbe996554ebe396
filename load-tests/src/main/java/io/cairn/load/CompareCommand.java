package io.cairn.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cairn-load compare`: the medians of several suites of two servers, side by side.
@Command(
        name = "compare",
        description = "Compares JSON reports of two servers by the medians of their rounds.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    private static final double MIB = 1 << 20;
    private static final List<String> FIGURE_HEADINGS = List.of("figure", "A", "B", "A/B");
    private static final List<String> HEADINGS =
            List.of(
                    "load",
                    "A rate/s",
                    "B rate/s",
                    "A/B",
                    "A p50 ms",
                    "B p50 ms",
                    "A p99 ms",
                    "B p99 ms",
                    "A CPU ms/op",
                    "B CPU ms/op",
                    "A/B",
                    "A errors",
                    "B errors");

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--a", required = true, arity = "1..*", description = "Reports of server A.")
    private List<Path> reportsOfA = List.of();

    @Option(names = "--b", required = true, arity = "1..*", description = "Reports of server B.")
    private List<Path> reportsOfB = List.of();

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        Map<String, List<JsonNode>> rowsOfA = rows(reportsOfA, "load");
        Map<String, List<JsonNode>> rowsOfB = rows(reportsOfB, "load");
        List<List<String>> table = new ArrayList<>();
        rowsOfA.forEach((load, a) -> {
            List<JsonNode> b = rowsOfB.getOrDefault(load, List.of());
            table.add(cells(load, a, b));
        });
        PrintWriter out = spec.commandLine().getOut();
        new TextTable(HEADINGS, table).print(out);
        new TextTable(FIGURE_HEADINGS, figures(rowsOfA, rowsOfB)).print(out);
        out.flush();
        return 0;
    }

    /// The figures that are no load's, and the most memory that any load took.
    private List<List<String>> figures(
            Map<String, List<JsonNode>> loadsOfA, Map<String, List<JsonNode>> loadsOfB)
            throws IOException {
        Map<String, List<JsonNode>> figuresOfA = rows(reportsOfA, "figure");
        Map<String, List<JsonNode>> figuresOfB = rows(reportsOfB, "figure");
        List<List<String>> table = new ArrayList<>();
        figuresOfA.forEach((what, a) -> {
            List<JsonNode> b = figuresOfB.getOrDefault(what, List.of());
            table.add(figure(what, median(a, "value"), median(b, "value")));
        });
        table.add(figure("resident memory at most, MiB", resident(loadsOfA), resident(loadsOfB)));
        return table;
    }

    private static List<String> figure(String what, double a, double b) {
        return List.of(what, number("%.2f", a), number("%.2f", b), number("%.2f", a / b));
    }

    private static double resident(Map<String, List<JsonNode>> loads) {
        return loads.values().stream()
                .flatMap(List::stream)
                .filter(round -> round.path("serverResidentBytesMax").isNumber())
                .mapToDouble(round -> round.path("serverResidentBytesMax").asDouble() / MIB)
                .max()
                .orElse(Double.NaN);
    }

    /// The rows of all reports that have this field, by its value.
    private static Map<String, List<JsonNode>> rows(List<Path> reports, String field)
            throws IOException {
        Map<String, List<JsonNode>> rows = new LinkedHashMap<>();
        for (Path report : reports) {
            for (JsonNode row : new ObjectMapper().readTree(report.toFile())) {
                if (row.has(field)) {
                    rows.computeIfAbsent(row.path(field).asText(), _ -> new ArrayList<>()).add(row);
                }
            }
        }
        return rows;
    }

    private static List<String> cells(String load, List<JsonNode> a, List<JsonNode> b) {
        double rateOfA = median(a, "ratePerSecond");
        double rateOfB = median(b, "ratePerSecond");
        double cpuOfA = median(a, "serverCpuMillis");
        double cpuOfB = median(b, "serverCpuMillis");
        return List.of(
                load,
                number("%,.1f", rateOfA),
                number("%,.1f", rateOfB),
                number("%.2f", rateOfA / rateOfB),
                number("%.2f", median(a, "p50Millis")),
                number("%.2f", median(b, "p50Millis")),
                number("%.2f", median(a, "p99Millis")),
                number("%.2f", median(b, "p99Millis")),
                number("%.3f", cpuOfA),
                number("%.3f", cpuOfB),
                number("%.2f", cpuOfA / cpuOfB),
                Long.toString(errors(a)),
                Long.toString(errors(b)));
    }

    /// The middle value of the rounds that have one; NaN if none has.
    static double median(List<JsonNode> rounds, String field) {
        double[] values =
                rounds.stream()
                        .filter(round -> round.path(field).isNumber())
                        .mapToDouble(round -> round.path(field).asDouble())
                        .sorted()
                        .toArray();
        if (values.length == 0) {
            return Double.NaN;
        }
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static long errors(List<JsonNode> rounds) {
        long count = 0;
        for (JsonNode round : rounds) {
            for (JsonNode code : round.path("errors")) {
                count += code.asLong();
            }
        }
        return count;
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
