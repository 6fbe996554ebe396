package io.cairn.load.workload;

import java.util.Map;
import java.util.Optional;

/// What a load measured: `client` and, if its process was named, `server` say what the processes
/// used in the window.
public record LoadResult(
        Load load,
        double seconds,
        Counts counts,
        Latency latency,
        Usage client,
        Optional<Usage> server) {

    /// Operations that succeeded, the keys and bytes of objects they concerned, and how many failed
    /// by S3 error code.
    public record Counts(long operations, long keys, long bytes, Map<String, Long> errors) {
        public Counts {
            errors = Map.copyOf(errors);
        }

        public long failures() {
            return errors.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// Percentiles of the time that successful operations took.
    public record Latency(double p50Millis, double p99Millis, double p999Millis) {}

    /// The processor time that a process used, and the most resident memory it was seen with.
    public record Usage(double cpuMillis, long residentBytesMax) {}

    /// What the load is counted in: keys if it deletes, else operations.
    public long units() {
        return load.operation() instanceof Operation.Delete ? counts.keys() : counts.operations();
    }

    public double unitsPerSecond() {
        return units() / seconds;
    }

    public double mebibytesPerSecond() {
        return counts.bytes() / seconds / (1 << 20);
    }

    /// Processor time of the given process for each unit.
    public double cpuMillisPerUnit(Usage usage) {
        return units() == 0 ? 0 : usage.cpuMillis() / units();
    }
}
