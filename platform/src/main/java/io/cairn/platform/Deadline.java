package io.cairn.platform;

import java.time.Duration;

/// A moment of `clock` until which something is waited for.
public record Deadline(MonotonicClock clock, long nanos) {
    /// The moment that comes `after` now.
    public static Deadline in(Duration after, MonotonicClock clock) {
        return new Deadline(clock, clock.nanos() + after.toNanos());
    }

    /// How long it is until then; zero or less once it is over.
    public long leftNanos() {
        return nanos - clock.nanos();
    }

    /// Whether it is over.
    public boolean isOver() {
        return leftNanos() <= 0;
    }
}
