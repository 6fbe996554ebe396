package io.cairn.load;

import io.cairn.load.workload.LoadResult;
import java.util.Locale;
import java.util.OptionalDouble;

/// What the first complete version must reach: a rate, and for some loads the server's processor
/// time for each unit.
record Budget(Measure measure, double rate, OptionalDouble cpuMillis) {
    /// What a rate counts.
    enum Measure {
        PER_SECOND("/s"),
        KEYS_PER_SECOND(" keys/s"),
        MEBIBYTES_PER_SECOND(" MiB/s");

        private final String unit;

        Measure(String unit) {
            this.unit = unit;
        }
    }

    static Budget of(Measure measure, double rate) {
        return new Budget(measure, rate, OptionalDouble.empty());
    }

    static Budget of(Measure measure, double rate, double cpuMillis) {
        return new Budget(measure, rate, OptionalDouble.of(cpuMillis));
    }

    /// How much of the budgeted rate was reached: 1 and more is met.
    double reached(LoadResult result) {
        double measured =
                switch (measure) {
                    case PER_SECOND, KEYS_PER_SECOND -> result.unitsPerSecond();
                    case MEBIBYTES_PER_SECOND -> result.mebibytesPerSecond();
                };
        return measured / rate;
    }

    String text() {
        String words = String.format(Locale.ROOT, "%,.0f%s", rate, measure.unit);
        return cpuMillis.isPresent() ? words + ", " + cpuMillis.getAsDouble() + " ms" : words;
    }
}
