package io.cairn.shard.reclaim;

import io.cairn.platform.Check;
import io.cairn.platform.MonotonicClock;
import java.time.Duration;

/// How long a shard that nothing refers to any more is kept at least, from when its drive learned
/// of that, by the monotonic `clock`: no shard goes too early, and what waits when the server stops
/// waits anew after the next start.
public record Grace(Duration length, MonotonicClock clock) {
    /// No shard is kept for longer than the reads that run need it.
    public static final Grace NONE = new Grace(Duration.ZERO, MonotonicClock.SYSTEM);

    public Grace {
        Check.argument(!length.isNegative(), "a grace period of %s", length);
    }

    /// Whether shards are kept at all.
    public boolean isNone() {
        return length.isZero();
    }

    /// The moment that is now.
    public long now() {
        return clock.nanos();
    }

    /// Whether what was learned at the moment `since` need not be kept any longer.
    public boolean isOver(long since) {
        return now() - since >= length.toNanos();
    }
}
