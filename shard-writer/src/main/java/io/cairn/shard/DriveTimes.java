package io.cairn.shard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// How long a drive took for its writes and reads lately, in the last slices of time that [#turn]
/// ended. Noting is wait-free; values are kept to about a tenth, so that a drive costs a few KiB.
public final class DriveTimes {
    private static final int SLICES = 6;
    private static final double SLOW_PERCENT = 99;

    private final Lately writes = new Lately();
    private final Lately reads = new Lately();

    /// What the last slices came to: how many writes and reads, and the times in microseconds under
    /// which 99 of 100 stayed; 0 where there were none.
    public record Summary(long writes, long writeP99Micros, long reads, long readP99Micros) {}

    /// A write took `nanos`: a shard, or a stripe's part of one, until the drive had done its work.
    public void noteWrite(long nanos) {
        writes.note(nanos);
    }

    /// A read took `nanos`.
    public void noteRead(long nanos) {
        reads.note(nanos);
    }

    /// Ends a slice of time and forgets the oldest. By one thread, at equal distances.
    public void turn() {
        writes.turn();
        reads.turn();
    }

    /// What the slices that have ended hold together.
    public Summary summary() {
        Histogram written = writes.sum();
        Histogram read = reads.sum();
        return new Summary(
                written.getTotalCount(),
                written.getValueAtPercentile(SLOW_PERCENT),
                read.getTotalCount(),
                read.getValueAtPercentile(SLOW_PERCENT));
    }

    private static final class Lately {
        private static final long MICROS_MAX = TimeUnit.MINUTES.toMicros(10);

        private final Recorder now = new Recorder(MICROS_MAX, 1);
        private final Deque<Histogram> slices = new ArrayDeque<>();

        void note(long nanos) {
            now.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 1, MICROS_MAX));
        }

        synchronized void turn() {
            Histogram recycled = slices.size() < SLICES ? null : slices.removeFirst();
            slices.addLast(now.getIntervalHistogram(recycled));
        }

        synchronized Histogram sum() {
            Histogram sum = new Histogram(MICROS_MAX, 1);
            slices.forEach(sum::add);
            return sum;
        }
    }
}
