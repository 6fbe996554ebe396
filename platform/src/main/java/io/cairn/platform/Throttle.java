package io.cairn.platform;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Says yes once in a while, for what would else be logged too often. Safe for use by many threads.
public final class Throttle {
    private final long nanos;
    private final AtomicLong lastNanos;

    private Throttle(Duration interval, long lastNanos) {
        this.nanos = interval.toNanos();
        this.lastNanos = new AtomicLong(lastNanos);
    }

    /// Says yes at once, and then once in each interval.
    public static Throttle fromNow(Duration interval) {
        return new Throttle(interval, System.nanoTime() - interval.toNanos());
    }

    /// Says yes once in each interval, the first of which begins now.
    public static Throttle later(Duration interval) {
        return new Throttle(interval, System.nanoTime());
    }

    /// Whether it is time again; if so, the next interval begins.
    public boolean isDue() {
        long now = System.nanoTime();
        long last = lastNanos.get();
        return now - last >= nanos && lastNanos.compareAndSet(last, now);
    }
}
