package io.cairn.api.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import io.cairn.shard.Drive.DriveThreads;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One drive, five blobs of one shard each.
class DriveScrubTest {
    private static final int SHARDS = 5;
    private static final int BYTES = 1_000;
    private static final int LONG_BYTES = 8 << 20;
    private static final DriveId DRIVE = new DriveId(new UUID(7, 7));
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);

    @TempDir Path directory;

    private KeptReports reports = new KeptReports(0);
    private final Scrub.Totals totals = new Scrub.Totals();
    private Drive drive;

    @BeforeEach
    void write() throws IOException {
        FileShardStore store =
                FileShardStore.open(
                        new FileSystemDisk(),
                        directory,
                        new FileShardStore.Boot(1, CLOCK),
                        SpaceReserve.DEFAULT,
                        4);
        drive = new Drive(DRIVE, directory, false, store, new DriveThreads(1, 1, 8));
        for (int number = 0; number < SHARDS; number++) {
            write(number, BYTES);
        }
    }

    private void write(int number, int length) throws IOException {
        ShardOwner owner =
                new ShardOwner(
                        "bucket",
                        new BucketId(new UUID(1, 1)),
                        new ObjectKey("k" + number),
                        new EventId(new UUID(2, 2)),
                        -1);
        ShardRef shard = new ShardRef(blob(number), 0, 0);
        NewShard made = new NewShard(shard, new ShardShape(1, 0, 1 << 20), owner);
        drive.store().write(made, new byte[length], 0, length);
    }

    @AfterEach
    void close() {
        drive.close();
    }

    private static BlobId blob(int number) {
        return new BlobId(new UUID((long) number << 40, 0));
    }

    private static Optional<Blob> row(Damage damage) {
        List<ShardPlace> places = List.of(new ShardPlace(DRIVE, 0, false));
        return Optional.of(new Blob(damage.blob(), 1 << 20, 1, 0, BYTES, places));
    }

    private DriveScrub scrub(Function<Damage, Optional<Blob>> rows) {
        return scrub(rows, Duration.ofDays(1));
    }

    private DriveScrub scrub(Function<Damage, Optional<Blob>> rows, Duration period) {
        ShardCheck check = new ShardCheck(List.of(drive), rows, reports, totals);
        return new DriveScrub(drive, new FileSystemDisk(), check, period, CLOCK);
    }

    private void flip(int number) throws IOException {
        String name = blob(number) + "-0-0";
        try (Stream<Path> files = Files.walk(directory)) {
            Path file = files.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 300] ^= 1;
            Files.write(file, bytes);
        }
    }

    @Test
    void pass_fromItsBeginning_readsAllAndIsComplete() throws Exception {
        DriveScrub.Note first = new DriveScrub.Note(3, blob(0).toString(), false);
        assertThat(scrub(DriveScrubTest::row).pass(first).complete()).isTrue();
        assertThat(totals.shards).hasValue(SHARDS);
        assertThat(totals.bytes).hasValue(SHARDS * BYTES);
        assertThat(reports.kept()).isEmpty();
        assertThat(directory.resolve(DriveScrub.NAME)).exists();
    }

    @Test
    void pass_thatWasStopped_goesOnFromThere() throws Exception {
        DriveScrub.Note middle = new DriveScrub.Note(3, blob(3).toString(), false);
        DriveScrub.Note last = scrub(DriveScrubTest::row).pass(middle);
        assertThat(last.complete()).isTrue();
        assertThat(last.startedMillis()).isEqualTo(3);
        assertThat(totals.shards).hasValue(SHARDS - 3);
    }

    @Test
    void pass_thatIsStoppedInsideAShard_reportsNothingAndComesNoFurther() throws Exception {
        write(SHARDS, LONG_BYTES);
        DriveScrub slow = scrub(DriveScrubTest::row, Duration.ofDays(100_000));
        DriveScrub.Note first = new DriveScrub.Note(3, blob(SHARDS).toString(), false);
        FutureTask<DriveScrub.Note> pass = new FutureTask<>(() -> slow.pass(first));
        Thread.ofPlatform().start(pass);
        while (totals.bytes.get() == 0) {
            Thread.onSpinWait();
        }
        slow.stop();
        assertThat(pass.get()).isEqualTo(first);
        assertThat(totals.bytes.get()).isLessThan(LONG_BYTES);
        assertThat(reports.kept()).isEmpty();
    }

    @Test
    void pass_overABadShard_reportsItOnce() throws Exception {
        flip(2);
        scrub(DriveScrubTest::row).pass(new DriveScrub.Note(3, blob(0).toString(), false));
        assertThat(reports.kept()).hasSize(1);
        assertThat(reports.kept().getFirst().blob()).isEqualTo(blob(2));
        assertThat(reports.kept().getFirst().key()).isEqualTo("k2");
        assertThat(reports.kept().getFirst().shards()).containsExactly(0);
    }

    @Test
    void pass_overABadShardWhoseReportIsNotKept_reportsItAgain() throws Exception {
        flip(2);
        reports = new KeptReports(1);
        DriveScrub.Note first = new DriveScrub.Note(3, blob(0).toString(), false);
        assertThat(scrub(DriveScrubTest::row).pass(first).complete()).isTrue();
        assertThat(reports.kept()).hasSize(1);
        assertThat(totals.shards).hasValue(SHARDS);
        assertThat(totals.damaged).hasValue(1);
    }

    @Test
    void pass_overABadShardThatNoRowNames_reportsNothing() throws Exception {
        flip(2);
        scrub(damage -> Optional.empty()).pass(new DriveScrub.Note(3, blob(0).toString(), false));
        assertThat(totals.shards).hasValue(SHARDS);
        assertThat(reports.kept()).isEmpty();
    }
}
