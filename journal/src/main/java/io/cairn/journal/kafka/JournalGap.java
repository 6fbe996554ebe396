package io.cairn.journal.kafka;

import io.cairn.platform.MonotonicClock;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the records that were answered while no journal held them. Used by one thread, but for
/// [#records].
final class JournalGap {
    private static final Logger LOG = LoggerFactory.getLogger(JournalGap.class);
    private static final long SAY_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long[] from = {};
    private long before;
    private final MonotonicClock clock;
    private boolean begun;
    private long saidNanos;
    private long said;
    private volatile long records;

    /// By `clock` it is said now and then.
    JournalGap(MonotonicClock clock) {
        this.clock = clock;
    }

    /// No journal counts from now on: the last one held each slot up to `told` (-1 if there was
    /// none), and `next` is read next.
    void begin(long[] told, long[] next) {
        begun = true;
        before = records;
        saidNanos = clock.nanos();
        said = records;
        from = next.clone();
        for (int slot = 0; slot < from.length; slot++) {
            if (told[slot] >= 0) {
                from[slot] = Math.min(from[slot], told[slot]);
            }
        }
    }

    /// `next` is read next.
    void seen(long[] next) {
        if (!begun) {
            return;
        }
        long sum = before;
        for (int slot = 0; slot < from.length; slot++) {
            sum += Math.max(0, next[slot] - from[slot]);
        }
        records = Math.max(records, sum);
        if (records > said && clock.nanos() - saidNanos >= SAY_EVERY_NANOS) {
            LOG.error("{} records were written that no journal holds", records - before);
            said = records;
            saidNanos = clock.nanos();
        }
    }

    /// A journal counts, which holds them all.
    void end() {
        if (begun) {
            begun = false;
            LOG.warn(
                    "a journal holds all of the log again; {} records were written while none did",
                    records - before);
        }
    }

    /// How many there were since the start.
    long records() {
        return records;
    }
}
