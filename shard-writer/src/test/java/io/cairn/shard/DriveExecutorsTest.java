package io.cairn.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.DriveId;
import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The threads of a drive of one writer thread, behind which one task may wait.
@Timeout(60)
class DriveExecutorsTest {
    @TempDir Path directory;

    private LocalDrive drive() throws IOException {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);
        FileShardStore store =
                FileShardStore.open(
                        new FileSystemDisk(),
                        directory,
                        new FileShardStore.Boot(1, clock),
                        SpaceReserve.DEFAULT,
                        4);
        DriveId id = new DriveId(new UUID(7, 7));
        return new LocalDrive(id, directory, false, store, new DriveThreads(1, 1, 1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void leftover_whileTheQueueIsFull_runsLater() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch cleaned = new CountDownLatch(2);
        try (LocalDrive drive = drive()) {
            drive.executors()
                    .write(() -> {
                        running.countDown();
                        await(free);
                    });
            running.await();
            drive.executors().write(() -> {});
            assertThatThrownBy(() -> drive.executors().write(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class);
            drive.executors().leftover(cleaned::countDown);
            drive.executors().leftover(cleaned::countDown);
            assertThat(cleaned.getCount()).isEqualTo(2);
            free.countDown();
            cleaned.await();
        }
    }

    @Test
    void leftover_ofADriveThatRests_runs() throws Exception {
        CountDownLatch cleaned = new CountDownLatch(1);
        try (LocalDrive drive = drive()) {
            drive.executors().leftover(cleaned::countDown);
            cleaned.await();
        }
        assertThat(cleaned.getCount()).isZero();
    }
}
