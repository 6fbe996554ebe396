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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A question to a drive by a thread that works for another one: it runs on a reader thread of the
/// drive it is about, and is given up if the drive takes too long for it, so that a drive that
/// hangs holds nothing but its own threads. Asked once.
final class DriveQuestion<T> {
    private static final Logger LOG = LoggerFactory.getLogger(DriveQuestion.class);

    private final Drive drive;
    private final AbandonableTask<Optional<T>> answer;
    private final CountDownLatch begun = new CountDownLatch(1);

    /// Whether it is settled who is told of the end: the asker by an answer, or the drive.
    private final AtomicBoolean settled = new AtomicBoolean();

    DriveQuestion(Drive drive, Supplier<Optional<T>> question) {
        this.drive = drive;
        this.answer =
                new AbandonableTask<>(
                        question::get, failure -> LOG.error("asking {} failed", drive, failure));
    }

    /// The answer; none also if the drive does not answer: if it takes `stall` or longer, is busy
    /// for as long, or is known to hang. Then nothing else is asked of it until it does.
    Optional<T> ask(Duration stall) throws InterruptedException {
        if (drive.health().stalled()) {
            return Optional.empty();
        }
        try {
            drive.executors().read(this::run);
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
        if (!begun.await(stall.toNanos(), TimeUnit.NANOSECONDS)) {
            answer.cancel(false);
            return Optional.empty();
        }
        try {
            return answer.get(stall.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (settled.compareAndSet(false, true)) {
                drive.health().readGivenUp();
            }
            answer.abandon();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking " + drive, e.getCause());
        }
    }

    private void run() {
        begun.countDown();
        answer.run();
        if (!settled.compareAndSet(false, true)) {
            drive.health().readReturned();
        }
    }
}
