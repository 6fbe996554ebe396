package io.cairn.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cairn.load.workload.LoadResult;
import io.cairn.load.workload.LoadResult.Usage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Prints results as a table for people or JSON for programs.
final class Report {
    private static final double MIB = 1 << 20;
    private static final List<String> HEADINGS =
            List.of(
                    "load",
                    "rate/s",
                    "MiB/s",
                    "p50 ms",
                    "p99 ms",
                    "p99.9 ms",
                    "errors",
                    "server CPU ms/op",
                    "server MiB",
                    "client CPU ms/op",
                    "first",
                    "reached");

    private Report() {}

    static void print(List<Measured> measured, ServerOptions.Format format, PrintWriter out) {
        switch (format) {
            case TABLE -> printTable(measured, out);
            case JSON -> out.println(json(measured).toPrettyString());
        }
        out.flush();
    }

    private static void printTable(List<Measured> measured, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        measured.forEach(one -> rows.add(cells(one)));
        new TextTable(HEADINGS, rows).print(out);
        for (Measured one : measured) {
            one.result()
                    .counts()
                    .errors()
                    .forEach((code, count) ->
                            out.printf(
                                    Locale.ROOT,
                                    "%s: %,d x %s%n",
                                    one.result().load().name(),
                                    count,
                                    code));
        }
        measured.stream()
                .flatMap(one -> one.result().server().stream())
                .mapToLong(Usage::residentBytesMax)
                .max()
                .ifPresent(peak ->
                        out.printf(
                                Locale.ROOT,
                                "server memory peak %.0f MiB; first: %d MiB%n",
                                peak / MIB,
                                Suite.RESIDENT_MEBIBYTES_MAX));
    }

    private static List<String> cells(Measured measured) {
        LoadResult result = measured.result();
        LoadResult.Latency latency = result.latency();
        Optional<Usage> server = result.server();
        return List.of(
                result.load().name(),
                number("%,.0f", result.unitsPerSecond()),
                number("%,.1f", result.mebibytesPerSecond()),
                number("%.2f", latency.p50Millis()),
                number("%.2f", latency.p99Millis()),
                number("%.2f", latency.p999Millis()),
                Long.toString(result.counts().failures()),
                server.map(used -> number("%.3f", result.cpuMillisPerUnit(used))).orElse("-"),
                server.map(used -> number("%.0f", used.residentBytesMax() / MIB)).orElse("-"),
                number("%.3f", result.cpuMillisPerUnit(result.client())),
                measured.budget().map(Budget::text).orElse(""),
                measured.budget()
                        .map(budget -> number("%.0f %%", budget.reached(result) * 100))
                        .orElse(""));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /// Adds a figure that is no load's: `what` it is, with its unit, and its value.
    static void addFigure(ArrayNode rows, String what, double value) {
        rows.addObject().put("figure", what).put("value", value);
    }

    static ArrayNode json(List<Measured> measured) {
        ArrayNode rows = new ObjectMapper().createArrayNode();
        for (Measured one : measured) {
            LoadResult result = one.result();
            ObjectNode row = rows.addObject();
            row.put("load", result.load().name());
            row.put("seconds", result.seconds());
            row.put("operations", result.counts().operations());
            row.put("keys", result.counts().keys());
            row.put("bytes", result.counts().bytes());
            row.put("ratePerSecond", result.unitsPerSecond());
            row.put("mebibytesPerSecond", result.mebibytesPerSecond());
            row.put("p50Millis", result.latency().p50Millis());
            row.put("p99Millis", result.latency().p99Millis());
            row.put("p999Millis", result.latency().p999Millis());
            ObjectNode errors = row.putObject("errors");
            result.counts().errors().forEach(errors::put);
            row.put("clientCpuMillis", result.cpuMillisPerUnit(result.client()));
            result.server()
                    .ifPresent(used -> {
                        row.put("serverCpuMillis", result.cpuMillisPerUnit(used));
                        row.put("serverResidentBytesMax", used.residentBytesMax());
                    });
            one.budget().ifPresent(budget -> row.put("first", budget.text()));
        }
        return rows;
    }
}
