package io.cairn.platform;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// An amount that may be taken at once and comes back evenly over a period. Safe for use by many
/// threads.
public final class Allowance {
    private final long max;
    private final long periodNanos;

    @GuardedBy("this")
    private double left;

    @GuardedBy("this")
    private long seenNanos;

    /// An allowance of `max`, all of it left at `nowNanos`.
    public Allowance(long max, Duration period, long nowNanos) {
        this.max = max;
        this.periodNanos = period.toNanos();
        this.left = max;
        this.seenNanos = nowNanos;
    }

    /// Takes `amount`, or nothing and answers false if there is not so much left.
    public synchronized boolean take(long amount, long nowNanos) {
        refill(nowNanos);
        if (left < amount) {
            return false;
        }
        left -= amount;
        return true;
    }

    /// How long it takes until there is `amount`.
    public synchronized long waitNanos(long amount, long nowNanos) {
        refill(nowNanos);
        double missing = amount - left;
        return missing <= 0
                ? 0
                : (long) (missing * periodNanos / max) + TimeUnit.MICROSECONDS.toNanos(1);
    }

    @GuardedBy("this")
    private void refill(long nowNanos) {
        // A thread may come with a time that another has overtaken.
        long passedNanos = Math.max(0, nowNanos - seenNanos);
        left = Math.min((double) max, left + (double) max * passedNanos / periodNanos);
        seenNanos += passedNanos;
    }
}
