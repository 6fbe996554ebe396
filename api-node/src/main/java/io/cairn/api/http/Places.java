package io.cairn.api.http;

import io.cairn.platform.http.WaitListener;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The places of requests that work at a time: they limit how much memory, processor time and how
/// many drives are in use. Who only waits for its client uses none of them, so it leaves its place
/// to others meanwhile. New requests get places in the order in which they came. Safe for use by
/// many threads.
final class Places {
    /// How long a client may do nothing while others wait for what its request holds.
    static final long STALL_NANOS = Duration.ofSeconds(10).toNanos();

    private final Permits free;
    private final long waitMillis;

    /// `max` places, for which a request waits up to `waitMillis`.
    Places(int max, long waitMillis) {
        this.free = new Permits(max);
        this.waitMillis = waitMillis;
    }

    /// A place of its own, not taken yet.
    Place place() {
        return new Place(free, waitMillis);
    }

    /// Whether requests wait for a place.
    boolean contended() {
        return free.hasQueuedThreads();
    }

    /// One request's place. Its thread takes it; a thread that works for it may wait too.
    static final class Place implements WaitListener, AutoCloseable {
        private final Permits free;
        private final long waitMillis;
        private boolean taken;
        private boolean left;
        private BooleanSupplier wanted = () -> false;

        private Place(Permits free, long waitMillis) {
            this.free = free;
            this.waitMillis = waitMillis;
        }

        /// Takes the place; false if none came free in time.
        synchronized boolean take() {
            try {
                taken = free.tryAcquire(waitMillis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return taken;
        }

        /// From now on the request holds what others wait for while `wanted` says so: its client
        /// may not keep it by doing nothing.
        synchronized void holds(BooleanSupplier what) {
            wanted = what;
        }

        @Override
        public synchronized boolean mayGoOn(long nanos) {
            return nanos < STALL_NANOS || !wanted.getAsBoolean();
        }

        @Override
        public synchronized void waitBegins() {
            left = taken;
            close();
        }

        /// Goes on at once, even if no place is free: what this request holds beside its place may
        /// be what others wait for. New requests wait until as many places are free again.
        @Override
        public synchronized void waitEnds() {
            if (left) {
                left = false;
                taken = true;
                free.retake();
            }
        }

        /// Gives the place back for good; any further call does nothing.
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
