package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The part of one resource that all running requests share. Requests are served in the order in
/// which they arrive, so a request that takes much does not starve. Safe for use by many threads.
public final class Budget {
    private final Semaphore left;
    private final Duration wait;

    /// A budget of `max`, for which a request waits as long as `wait`.
    public Budget(int max, Duration wait) {
        this.left = new Semaphore(max, true);
        this.wait = wait;
    }

    /// Takes `amount`, which is given back when the share is closed. Throws SlowDown if it is not
    /// free in time.
    public Share take(int amount) {
        if (amount == 0) {
            return new Share(left, 0); // Nothing is wanted, so there is nothing to queue for.
        }
        try {
            if (left.tryAcquire(amount, wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Share(left, amount);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw S3Error.SlowDown.exception();
    }

    /// An empty share, which grows by steps of at least `step`.
    public Growing grow(int step) {
        return new Growing(this, step);
    }

    /// Whether requests wait for their share.
    public boolean contended() {
        return left.hasQueuedThreads();
    }

    /// What one request has taken.
    public static final class Share implements AutoCloseable {
        private final Semaphore left;
        private final int amount;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Share(Semaphore left, int amount) {
            this.left = left;
            this.amount = amount;
        }

        /// Gives it back; any further call does nothing.
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                left.release(amount);
            }
        }
    }

    /// What one request has taken so far of a resource that it takes in steps. Used by one thread.
    public static final class Growing implements AutoCloseable {
        private final Budget budget;
        private final int step;
        private final List<Share> shares = new ArrayList<>();
        private int taken;

        private Growing(Budget budget, int step) {
            this.budget = budget;
            this.step = step;
        }

        /// Grows the share to `amount`. Throws SlowDown if that is not free in time: requests that
        /// hold a part each may wait for each other, but not forever.
        public void reach(int amount) {
            if (amount > taken) {
                int more = Math.max(step, amount - taken);
                shares.add(budget.take(more));
                taken += more;
            }
        }

        /// Gives all of it back.
        @Override
        public void close() {
            shares.forEach(Share::close);
            shares.clear();
        }
    }
}
