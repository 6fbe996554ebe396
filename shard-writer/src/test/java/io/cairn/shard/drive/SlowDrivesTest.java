package io.cairn.shard.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.DriveId;
import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowDrivesTest {
    private static final int SLICES = 6;

    @TempDir Path directory;

    private final List<LocalDrive> drives = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        for (int number = 0; number < 4; number++) {
            Path place = Files.createDirectory(directory.resolve("drive" + number));
            FileShardStore store =
                    FileShardStore.open(
                            new FileSystemDisk(),
                            place,
                            new FileShardStore.Boot(1, clock),
                            SpaceReserve.DEFAULT,
                            4);
            drives.add(
                    new LocalDrive(
                            new DriveId(new UUID(1, number)),
                            place,
                            false,
                            store,
                            new DriveThreads(1, 1, 1)));
        }
    }

    @AfterEach
    void close() {
        drives.forEach(LocalDrive::close);
    }

    private static void write(LocalDrive drive, int times, long millis) {
        for (int i = 0; i < times; i++) {
            drive.health().times().noteWrite(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    @Test
    void turn_whenSomeWritesOfADriveTakeLong_findsThatOneAndForgetsItLater() {
        SlowDrives slow = new SlowDrives(drives, MonotonicClock.SYSTEM);
        LocalDrive bad = drives.get(2);
        drives.forEach(drive -> write(drive, 1_000, 5));
        write(bad, 20, 400);
        slow.turn();
        assertThat(drives).filteredOn(slow::isSlow).containsExactly(bad);

        for (int slice = 0; slice < SLICES; slice++) {
            assertThat(slow.isSlow(bad)).isTrue();
            slow.turn();
        }
        assertThat(slow.isSlow(bad)).isFalse();
    }

    @Test
    void turn_whenReadsOfADriveTakeLong_findsIt() {
        SlowDrives slow = new SlowDrives(drives, MonotonicClock.SYSTEM);
        for (int i = 0; i < 100; i++) {
            drives.forEach(
                    drive -> drive.health().times().noteRead(TimeUnit.MILLISECONDS.toNanos(1)));
        }
        for (int i = 0; i < 10; i++) {
            drives.getFirst().health().times().noteRead(TimeUnit.SECONDS.toNanos(1));
        }
        slow.turn();
        assertThat(drives).filteredOn(slow::isSlow).containsExactly(drives.getFirst());
    }

    @Test
    void turn_whenAllAreSlowOrThereIsLittleToJudgeBy_findsNone() {
        SlowDrives slow = new SlowDrives(drives, MonotonicClock.SYSTEM);
        drives.forEach(drive -> write(drive, 100, 700));
        slow.turn();
        assertThat(drives).noneMatch(slow::isSlow);

        write(drives.getFirst(), 5, 9_000);
        slow.turn();
        assertThat(drives.subList(1, 4)).noneMatch(slow::isSlow);
    }

    @Test
    void summary_ofWhatWasNoted_isRightToATenth() {
        LocalDrive drive = drives.getFirst();
        write(drive, 980, 2);
        write(drive, 20, 50);
        drive.health().times().turn();
        assertThat(drive.health().times().summary().writes()).isEqualTo(1_000);
        assertThat(drive.health().times().summary().writeP99Micros()).isBetween(45_000L, 55_000L);
        assertThat(drive.health().times().summary().readP99Micros()).isZero();
    }
}
