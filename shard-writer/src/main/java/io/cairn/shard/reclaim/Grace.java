package io.cairn.shard.reclaim;

import io.cairn.platform.Check;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How long a shard that nothing refers to any more is kept at least, from when its drive learned
/// of that. `nanos` is a clock that never goes back and that nobody sets, such as System.nanoTime:
/// so no shard goes too early, and what waits when the server stops waits anew after the next
/// start.
public record Grace(Duration length, LongSupplier nanos) {
    /// No shard is kept for longer than the reads that run need it.
    public static final Grace NONE = new Grace(Duration.ZERO, System::nanoTime);

    public Grace {
        Check.argument(!length.isNegative(), "a grace period of %s", length);
    }

    /// Whether shards are kept at all.
    public boolean isNone() {
        return length.isZero();
    }

    /// The moment that is now.
    public long now() {
        return nanos.getAsLong();
    }

    /// Whether what was learned at the moment `since` need not be kept any longer.
    public boolean isOver(long since) {
        return now() - since >= length.toNanos();
    }
}
