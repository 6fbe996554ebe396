package io.cairn.api.http;

import io.cairn.platform.http.WaitListener;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Limits how many requests work at a time, and with it how much memory, processor time and how
/// many drives are in use. A request that only waits for its client uses none of them, so it leaves
/// its slot to others meanwhile. New requests get slots in the order in which they came. Safe for
/// use by many threads.
final class Admission {
    /// How long a client may do nothing while others wait for what its request holds.
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

        /// From now on the request holds what others wait for while `what` says so: its client may
        /// not keep it by doing nothing.
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

        /// Goes on at once, even if no slot is free: what this request holds beside its slot may be
        /// what others wait for. New requests wait until as many slots are free again.
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
