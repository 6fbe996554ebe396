package io.cairn.load.workload;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The span of time in which finished operations count. Those under way at its start count when
/// they end in it, those under way at its end do not, so that long ones are not favoured. Safe for
/// use by many threads.
final class Window {
    private final long startNanos;
    private final long deadlineNanos;
    private final CountDownLatch exhausted;
    private volatile boolean over;

    Window(long startNanos, long deadlineNanos, int workers) {
        this.startNanos = startNanos;
        this.deadlineNanos = deadlineNanos;
        this.exhausted = new CountDownLatch(workers);
    }

    boolean contains(long nanos) {
        return nanos - startNanos >= 0 && nanos - deadlineNanos < 0 && !over;
    }

    boolean isOver(long nanos) {
        return over || nanos - deadlineNanos >= 0;
    }

    /// Says that there is nothing left to do for one worker. The window ends with the last one's.
    void exhaust() {
        exhausted.countDown();
    }

    /// Ends the window now.
    void end() {
        over = true;
    }

    /// Waits for the start; false if there was nothing left to do before it.
    boolean awaitStart() throws InterruptedException {
        return !exhausted.await(startNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /// Waits a while; false once the window's time is up or there is nothing left to do.
    boolean await(long nanos) throws InterruptedException {
        long left = Math.min(nanos, deadlineNanos - System.nanoTime());
        return !exhausted.await(left, TimeUnit.NANOSECONDS) && !isOver(System.nanoTime());
    }
}
