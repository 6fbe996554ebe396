package io.cairn.api.http;

import io.cairn.platform.http.WaitListener;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Limits how many requests work at a time, and so the memory, the processor time and the drives in
/// use. A request that only waits for its client uses none of them, so it leaves its slot to others
/// while it waits. Slots are given in the order in which requests arrive. Safe for use by many
/// threads.
final class Admission {
    /// How long a client may stall while others wait for what its request holds.
    static final long STALL_NANOS = Duration.ofSeconds(10).toNanos();

    private final Permits free;
    private final long waitMillis;

    /// `max` slots, for which a request waits up to `waitMillis`.
    Admission(int max, long waitMillis) {
        this.free = new Permits(max);
        this.waitMillis = waitMillis;
    }

    /// A slot for one request, not taken yet.
    Slot slot() {
        return new Slot(free, waitMillis);
    }

    /// Whether requests wait for a slot.
    boolean contended() {
        return free.hasQueuedThreads();
    }

    /// One request's slot. Its thread takes it; a thread that works for it may wait too.
    static final class Slot implements WaitListener, AutoCloseable {
        private final Permits free;
        private final long waitMillis;
        private boolean taken;
        private boolean lent;
        private BooleanSupplier wanted = () -> false;

        private Slot(Permits free, long waitMillis) {
            this.free = free;
            this.waitMillis = waitMillis;
        }

        /// Takes the slot; false if none came free in time.
        synchronized boolean take() {
            try {
                taken = free.tryAcquire(waitMillis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return taken;
        }

        /// Sets the check whether others wait for what this request holds. While `what` returns
        /// true, the client may not stall.
        synchronized void holds(BooleanSupplier what) {
            wanted = what;
        }

        @Override
        public synchronized boolean mayGoOn(long nanos) {
            return nanos < STALL_NANOS || !wanted.getAsBoolean();
        }

        @Override
        public synchronized void waitBegins() {
            lent = taken;
            close();
        }

        /// Takes the slot back at once, even if none is free: others may wait for what this request
        /// holds besides its slot. New requests wait until enough slots are free again.
        @Override
        public synchronized void waitEnds() {
            if (lent) {
                lent = false;
                taken = true;
                free.retake();
            }
        }

        /// Gives the slot back for good; any further call does nothing.
        @Override
        public synchronized void close() {
            if (taken) {
                taken = false;
                free.release();
            }
        }
    }

    private static final class Permits extends Semaphore {
        private static final long serialVersionUID = 1;

        Permits(int max) {
            super(max, true);
        }

        void retake() {
            reducePermits(1);
        }
    }
}
