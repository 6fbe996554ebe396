package io.cairn.shard;

import io.cairn.platform.MonotonicClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// How well a drive works, as those report who use it: failures, stalls, times, and whether it is
/// lost. Nothing is kept over a restart. Safe for use by many threads; never blocks.
public final class DriveHealth {
    private static final int FAILURES_MAX = 3;
    private static final int PROBE_EVERY = 64;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final MonotonicClock clock;
    private volatile boolean lost;
    private volatile long failedNanos;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger passedOver = new AtomicInteger();
    private final AtomicInteger readsGivenUp = new AtomicInteger();
    private final DriveTimes times = new DriveTimes();

    DriveHealth(MonotonicClock clock) {
        this.clock = clock;
    }

    /// Tells how a write to this drive ended; a stall is a failure, a refusal for lack of space is
    /// not.
    public void noteWrite(boolean good) {
        if (good) {
            failures.set(0);
        } else {
            failures.incrementAndGet();
            failedNanos = clock.nanos();
        }
    }

    /// How long its writes and reads took lately.
    public DriveTimes times() {
        return times;
    }

    /// Whether writes failed in a row lately, so that new shards go elsewhere.
    public boolean failing() {
        return failures.get() >= FAILURES_MAX;
    }

    /// Whether new shards should go here: no after some failures in a row, but for one try in a
    /// while, so that a drive that works again is found out.
    public boolean trusted() {
        return !lost && (!failing() || passedOver.incrementAndGet() % PROBE_EVERY == 0);
    }

    /// Whether work that no client waits for may try to write here: after some failures in a row it
    /// may after a while, so that a drive which works again is found out without any client's
    /// write.
    public boolean worthATry() {
        return !lost && (!failing() || clock.nanos() - failedNanos > RETRY_NANOS);
    }

    /// What the drive held is gone: nothing is asked of it until [#recovered].
    void lose() {
        lost = true;
    }

    /// The drive is in use again, with an empty store.
    void recovered() {
        failures.set(0);
        lost = false;
    }

    /// Whether the drive is lost now.
    public boolean lost() {
        return lost;
    }

    /// Tells that a read is not waited for any longer: it took too long.
    public void readGivenUp() {
        readsGivenUp.incrementAndGet();
    }

    /// Tells that a read that was given up has ended after all.
    public void readReturned() {
        readsGivenUp.decrementAndGet();
    }

    /// Whether reads that were given up have not ended yet, so that to ask for more would be to
    /// wait, or the drive is lost.
    public boolean stalled() {
        return lost || readsGivenUp.get() > 0;
    }
}
