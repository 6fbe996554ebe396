package io.cairn.platform;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A daemon thread that does the same work round after round until it is told to stop. A round that
/// fails, whatever it throws, is logged; the next one follows after a pause. Being told to stop and
/// being waited for are two calls, so that many can be stopped first and then be waited for
/// together. Started once.
public final class Background {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final long FAILED_PAUSE_MILLIS = 1_000;

    private final Work work;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    /// A thread called `name`. A round of `work` that is interrupted is the last one.
    public Background(String name, Work work) {
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /// One round.
    public interface Work {
        void run() throws Exception;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (isOpen()) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() throws InterruptedException {
        FutureTask<Boolean> round =
                new FutureTask<>(() -> {
                    work.run();
                    return true;
                });
        round.run();
        try {
            round.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (isOpen()) {
                LOG.warn("{} failed and begins again", thread.getName(), e.getCause());
            }
            pause(FAILED_PAUSE_MILLIS);
        }
    }

    /// Whether it was not told to stop yet.
    public boolean isOpen() {
        return stopping.getCount() > 0;
    }

    /// Waits for a while, but not longer than until it is told to stop; whether it was.
    public boolean pause(long millis) throws InterruptedException {
        return stopping.await(millis, TimeUnit.MILLISECONDS);
    }

    /// Makes the thread end soon; does not wait for that.
    public void stop() {
        stopping.countDown();
    }

    /// Waits for the end until `deadline`. What hangs is left behind, and the log says so.
    public void awaitEnd(Deadline deadline) {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            long nanos = Math.max(1, deadline.leftNanos());
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
            if (thread.isAlive()) {
                LOG.warn("{} hangs and is left behind", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
