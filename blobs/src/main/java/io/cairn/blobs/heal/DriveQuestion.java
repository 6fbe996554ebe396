package io.cairn.blobs.heal;

import io.cairn.platform.AbandonableTask;
import io.cairn.shard.Drive;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A question to a drive by a thread that works for another one: it runs on a reader thread of the
/// drive it is about, and is given up if the drive takes too long for it, so that a drive that
/// hangs holds nothing but its own threads. Asked once.
final class DriveQuestion<T> {
    private static final Logger LOG = LoggerFactory.getLogger(DriveQuestion.class);

    private final Drive drive;
    private final AbandonableTask<T> answer;
    private final CountDownLatch begun = new CountDownLatch(1);

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    DriveQuestion(Drive drive, Supplier<T> question) {
        this.drive = drive;
        this.answer =
                new AbandonableTask<>(
                        question::get, failure -> LOG.error("asking {} failed", drive, failure));
    }

    /// The answer; none if the drive does not answer: if it takes `stall` or longer, is busy for as
    /// long, or is known to hang. Then nothing else is asked of it until it does. An asker that is
    /// interrupted gives the question up too.
    Optional<T> ask(Duration stall) throws InterruptedException {
        if (drive.health().stalled()) {
            return Optional.empty();
        }
        try {
            drive.executors().read(this::run);
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
        boolean answered = false;
        try {
            if (begun.await(stall.toNanos(), TimeUnit.NANOSECONDS)) {
                T given = answer.get(stall.toNanos(), TimeUnit.NANOSECONDS);
                answered = true;
                return Optional.of(given);
            }
            return Optional.empty();
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            answered = true;
            throw new IllegalStateException("asking " + drive, e.getCause());
        } finally {
            if (!answered) {
                giveUp();
            }
        }
    }

    /// Nobody waits for the answer any more. If the drive has not begun, it has nothing to do;
    /// otherwise nothing else is asked of it until it has ended.
    private void giveUp() {
        answer.abandon();
        boolean unbegun = state.compareAndSet(State.WAITING, State.GIVEN_UP);
        if (!unbegun && state.compareAndSet(State.RUNNING, State.GIVEN_UP)) {
            drive.health().readGivenUp();
        }
    }

    private void run() {
        if (state.compareAndSet(State.WAITING, State.RUNNING)) {
            begun.countDown();
            answer.run();
            if (!state.compareAndSet(State.RUNNING, State.ENDED)) {
                drive.health().readReturned();
            }
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        ENDED,
        GIVEN_UP
    }
}
