package io.cairn.load.workload;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What one worker counted, or all of them together. For one thread.
final class Tally {
    private static final long FINEST_NANOS = 1_000;
    private static final long LONGEST_NANOS = 600_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram latencyNanos = new Histogram(FINEST_NANOS, LONGEST_NANOS, DIGITS);
    private final Map<String, Long> errors = new TreeMap<>();
    private long bytes;
    private long keys;

    void done(long nanos, Outcome.Done done) {
        latencyNanos.recordValue(Math.min(LONGEST_NANOS, nanos));
        bytes += done.bytes();
        keys += done.keys();
    }

    void failed(String code) {
        errors.merge(code, 1L, Long::sum);
    }

    void add(Tally other) {
        latencyNanos.add(other.latencyNanos);
        other.errors.forEach((code, count) -> errors.merge(code, count, Long::sum));
        bytes += other.bytes;
        keys += other.keys;
    }

    LoadResult.Counts counts() {
        return new LoadResult.Counts(latencyNanos.getTotalCount(), keys, bytes, errors);
    }

    LoadResult.Latency latency() {
        return new LoadResult.Latency(millisAt(50), millisAt(99), millisAt(99.9));
    }

    private double millisAt(double percentile) {
        return latencyNanos.getValueAtPercentile(percentile) / 1e6;
    }
}
