package io.cairn.platform;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Says yes once in a while, for what would else be logged too often. Safe for use by many threads.
public final class Throttle {
    private final MonotonicClock clock;
    private final long nanos;
    private final AtomicLong lastNanos;

    private Throttle(MonotonicClock clock, Duration interval, long lastNanos) {
        this.clock = clock;
        this.nanos = interval.toNanos();
        this.lastNanos = new AtomicLong(lastNanos);
    }

    /// Says yes at once, and then once in each interval.
    public static Throttle fromNow(Duration interval, MonotonicClock clock) {
        return new Throttle(clock, interval, clock.nanos() - interval.toNanos());
    }

    /// The same by the clock of this process.
    public static Throttle fromNow(Duration interval) {
        return fromNow(interval, MonotonicClock.SYSTEM);
    }

    /// Says yes once in each interval, the first of which begins now.
    public static Throttle later(Duration interval, MonotonicClock clock) {
        return new Throttle(clock, interval, clock.nanos());
    }

    /// Whether it is time again; if so, the next interval begins.
    public boolean isDue() {
        long now = clock.nanos();
        long last = lastNanos.get();
        return now - last >= nanos && lastNanos.compareAndSet(last, now);
    }
}
