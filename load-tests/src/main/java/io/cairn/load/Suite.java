package io.cairn.load;

import io.cairn.load.Budget.Measure;
import io.cairn.load.workload.Load;
import io.cairn.load.workload.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The loads that Cairn is measured by, with the budgets of its design. This is the one place of
/// their figures.
final class Suite {
    /// A load and its budget.
    record Row(Load load, Optional<Budget> budget) {}

    /// How soon a server answers after its command.
    static final double START_SECONDS_MAX = 2.5;

    /// What a server takes of a processor while nobody asks it anything, in percent.
    static final double REST_PERCENT_MAX = 1;

    /// The most resident memory of the server under any load.
    static final long RESIDENT_MEBIBYTES_MAX = 800;

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final int SMALL_OBJECTS = 10_000;
    private static final int LARGE_OBJECTS = 8;

    private final Duration duration;
    private final Duration warmup;
    private final List<Row> rows = new ArrayList<>();

    private Suite(Duration duration) {
        this.duration = duration;
        this.warmup = duration.dividedBy(3);
    }

    /// The loads that have a budget, or with `full` also those that only peers were measured with.
    static List<Row> rows(Duration duration, boolean full) {
        Suite suite = new Suite(duration);
        suite.addWrites(full);
        suite.addReads(full);
        suite.addNames(full);
        return suite.rows;
    }

    /// Loads that bring a server up to speed: writes, then some of everything, for `duration` in
    /// all.
    static List<Load> warmup(Duration duration) {
        if (duration.isZero()) {
            return List.of();
        }
        Duration half = duration.dividedBy(2);
        return List.of(
                new Load(
                        "warming up with writes",
                        new Operation.Put(4 * KIB, 0),
                        32,
                        Duration.ZERO,
                        half),
                new Load(
                        "warming up with all",
                        new Operation.Mixed(4 * KIB, 500),
                        32,
                        Duration.ZERO,
                        half));
    }

    /// What a server does in its first seconds: each load is run against one that was just started.
    static List<Row> cold(Duration duration) {
        Operation put = new Operation.Put(4 * KIB, 0);
        return List.of(
                new Row(
                        new Load("cold PUT 4 KiB, 1 cl", put, 1, Duration.ZERO, duration),
                        Optional.of(Budget.of(Measure.PER_SECOND, 327))),
                new Row(
                        new Load("cold PUT 4 KiB, 32 cl", put, 32, Duration.ZERO, duration),
                        Optional.of(Budget.of(Measure.PER_SECOND, 1_200))));
    }

    private void addWrites(boolean full) {
        if (full) {
            add("PUT 4 KiB", 1, new Operation.Put(4 * KIB, 0));
        }
        add(
                "PUT 4 KiB",
                32,
                new Operation.Put(4 * KIB, 0),
                Budget.of(Measure.PER_SECOND, 1_200, 1.0));
        add("PUT 64 KiB", 32, new Operation.Put(64 * KIB, 0), Budget.of(Measure.PER_SECOND, 800));
        add(
                "PUT 1 MiB",
                16,
                new Operation.Put(MIB, 0),
                Budget.of(Measure.MEBIBYTES_PER_SECOND, 150));
        add(
                "PUT 64 MiB",
                4,
                new Operation.Put(64 * MIB, 0),
                Budget.of(Measure.MEBIBYTES_PER_SECOND, 350));
        if (full) {
            add("multipart 32 MiB", 4, new Operation.Multipart(32 * MIB, 8 * MIB));
        }
    }

    private void addReads(boolean full) {
        Operation getSmall = new Operation.Get(4 * KIB, SMALL_OBJECTS);
        if (full) {
            add("GET 4 KiB", 1, getSmall);
        }
        add("GET 4 KiB", 32, getSmall, Budget.of(Measure.PER_SECOND, 4_000, 0.4));
        if (full) {
            add("GET 64 KiB", 32, new Operation.Get(64 * KIB, 500));
        }
        add(
                "GET 1 MiB",
                16,
                new Operation.Get(MIB, 64),
                Budget.of(Measure.MEBIBYTES_PER_SECOND, 1.1 * KIB));
        add(
                "GET 64 MiB",
                4,
                new Operation.Get(64 * MIB, LARGE_OBJECTS),
                Budget.of(Measure.MEBIBYTES_PER_SECOND, 1.5 * KIB));
        if (full) {
            add("range 64 KiB", 16, new Operation.Range(64 * MIB, LARGE_OBJECTS, 64 * KIB));
        }
    }

    private void addNames(boolean full) {
        add(
                "HEAD",
                32,
                new Operation.Head(4 * KIB, SMALL_OBJECTS),
                Budget.of(Measure.PER_SECOND, 5_000));
        add(
                "LIST 1,000 keys",
                8,
                new Operation.ListPages(4 * KIB, SMALL_OBJECTS, 1_000),
                Budget.of(Measure.PER_SECOND, 150));
        if (full) {
            add("mixed 64 KiB", 16, new Operation.Mixed(64 * KIB, 500));
        }
        add(
                "DeleteObjects 100",
                8,
                new Operation.Delete(4 * KIB, SMALL_OBJECTS, 100),
                Budget.of(Measure.KEYS_PER_SECOND, 4_000));
    }

    private void add(String name, int clients, Operation operation, Budget budget) {
        rows.add(new Row(load(name, clients, operation), Optional.of(budget)));
    }

    private void add(String name, int clients, Operation operation) {
        rows.add(new Row(load(name, clients, operation), Optional.empty()));
    }

    private Load load(String name, int clients, Operation operation) {
        Duration warm = operation instanceof Operation.Delete ? Duration.ZERO : warmup;
        return new Load(name + ", " + clients + " cl", operation, clients, warm, duration);
    }
}
