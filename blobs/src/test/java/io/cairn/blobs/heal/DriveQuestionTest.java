package io.cairn.blobs.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.DriveId;
import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A drive of one reader thread.
@Timeout(60)
class DriveQuestionTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);

    @TempDir Path directory;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch unblocked = new CountDownLatch(1);
    private final AtomicInteger answered = new AtomicInteger();
    private LocalDrive drive;
    private Thread asker = Thread.currentThread();

    @BeforeEach
    void open() throws IOException {
        drive =
                new LocalDrive(
                        new DriveId(new UUID(7, 7)),
                        directory,
                        false,
                        FileShardStore.open(
                                new FileSystemDisk(),
                                directory,
                                new FileShardStore.Boot(1, CLOCK),
                                SpaceReserve.DEFAULT,
                                4),
                        new DriveThreads(1, 1, 8));
    }

    @AfterEach
    void close() {
        unblocked.countDown();
        drive.close();
    }

    private int hang() {
        asked.countDown();
        boolean waiting = true;
        while (waiting) {
            try {
                unblocked.await();
                waiting = false;
            } catch (InterruptedException e) {
                // A disk that hangs is not woken up by that.
                waiting = true;
            }
        }
        return answered.incrementAndGet();
    }

    /// Asks from another thread.
    private FutureTask<Optional<Integer>> ask(DriveQuestion<Integer> question) {
        FutureTask<Optional<Integer>> asking = new FutureTask<>(() -> question.ask(LONG));
        asker = Thread.ofPlatform().daemon().start(asking);
        return asking;
    }

    @Test
    void ask_ofADriveThatAnswers_givesTheAnswer() throws Exception {
        assertThat(new DriveQuestion<>(drive, () -> 7).ask(LONG)).contains(7);
        assertThat(drive.health().stalled()).isFalse();
    }

    @Test
    void ask_thatIsInterrupted_givesUpUntilTheDriveHasEnded() throws Exception {
        FutureTask<Optional<Integer>> asking = ask(new DriveQuestion<>(drive, this::hang));
        asked.await();
        asker.interrupt();
        assertThatThrownBy(asking::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(drive.health().stalled()).as("a read runs that nobody waits for").isTrue();
        unblocked.countDown();
        while (drive.health().stalled()) {
            Thread.onSpinWait();
        }
        assertThat(answered).hasValue(1);
    }

    @Test
    void ask_thatIsInterruptedBeforeItBegins_isNeverAsked() throws Exception {
        drive.executors().read(this::hang);
        asked.await();
        AtomicInteger ran = new AtomicInteger();
        FutureTask<Optional<Integer>> asking =
                ask(new DriveQuestion<>(drive, ran::incrementAndGet));
        while (asker.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        asker.interrupt();
        assertThatThrownBy(asking::get).hasCauseInstanceOf(InterruptedException.class);
        CountDownLatch behind = new CountDownLatch(1);
        drive.executors().read(behind::countDown);
        unblocked.countDown();
        behind.await();
        assertThat(ran).hasValue(0);
        assertThat(drive.health().stalled()).isFalse();
    }
}
