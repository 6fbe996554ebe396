package io.cairn.blobs.heal;

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
import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.FaultyShardStore;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.reclaim.Grace;
import io.cairn.shard.reclaim.ReadTracker;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One drive, five blobs of one shard each; some tests put second shards on another drive.
class DriveScrubTest {
    private static final int SHARDS = 5;
    private static final int BYTES = 1_000;
    private static final int LONG_BYTES = 8 << 20;
    private static final int HEADER_BYTE = 20;
    private static final Duration STALL = Duration.ofMillis(200);
    private static final DriveId DRIVE = new DriveId(new UUID(7, 7));
    private static final DriveId OTHER = new DriveId(new UUID(7, 8));
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);

    @TempDir Path directory;

    private KeptReports reports = new KeptReports(0);
    private final List<LocalDrive> journals = new ArrayList<>();
    private final Scrub.Totals totals = new Scrub.Totals();
    private final Scrub.Removal removal =
            new Scrub.Removal(() -> bucket -> Long.MIN_VALUE, new ReadTracker(), Grace.NONE);
    private LocalDrive drive;

    @BeforeEach
    void write() throws IOException {
        drive =
                new LocalDrive(
                        DRIVE, directory, false, store(directory), new DriveThreads(1, 1, 8));
        for (int number = 0; number < SHARDS; number++) {
            write(number, BYTES);
        }
    }

    private static FileShardStore store(Path root) throws IOException {
        return FileShardStore.open(
                new FileSystemDisk(),
                root,
                new FileShardStore.Boot(1, CLOCK),
                SpaceReserve.DEFAULT,
                4);
    }

    private void write(int number, int length) throws IOException {
        write(drive.store(), number, 0, length);
    }

    private static void write(ShardStore store, int number, int index, int length)
            throws IOException {
        ShardOwner owner =
                new ShardOwner(
                        "bucket",
                        new BucketId(new UUID(1, 1)),
                        new ObjectKey("k" + number),
                        new EventId(new UUID(2, 2)),
                        -1);
        ShardRef shard = new ShardRef(blob(number), index, 0);
        NewShard made = new NewShard(shard, new ShardShape(1, 0, 1 << 20), owner);
        store.write(made, new byte[length], 0, length);
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

    private DriveScrub scrub(Scrub.Journals scrubbed) {
        return scrub(DriveScrubTest::row, Duration.ofDays(1), List.of(drive), scrubbed);
    }

    private DriveScrub scrub(Function<Damage, Optional<Blob>> rows, Duration period) {
        return scrub(rows, period, List.of(drive));
    }

    private DriveScrub scrub(
            Function<Damage, Optional<Blob>> rows, Duration period, List<LocalDrive> drives) {
        return scrub(rows, period, drives, (scrubbed, pace) -> journals.add(scrubbed));
    }

    private DriveScrub scrub(
            Function<Damage, Optional<Blob>> rows,
            Duration period,
            List<LocalDrive> drives,
            Scrub.Journals scrubbed) {
        ShardCheck check = new ShardCheck(drives, rows, reports, totals, STALL);
        return new DriveScrub(
                drive,
                new FileSystemDisk(),
                check,
                removal,
                scrubbed,
                new Scrub.Schedule(period, CLOCK));
    }

    private void flip(int number) throws IOException {
        flip(number, -300);
    }

    /// Flips a byte; one at a negative position is counted from the end.
    private void flip(int number, int position) throws IOException {
        String name = blob(number) + "-0-0";
        try (Stream<Path> files = Files.walk(directory)) {
            Path file = files.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[Math.floorMod(position, bytes.length)] ^= 1;
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
        assertThat(journals).containsExactly(drive);
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
    void pass_thatIsStoppedInsideTheJournal_isNotComplete() throws Exception {
        DriveScrub.Note first = new DriveScrub.Note(3, blob(0).toString(), false);
        DriveScrub stopped =
                scrub((scrubbed, pace) -> {
                    throw new InterruptedIOException("the server stops");
                });
        DriveScrub.Note last = stopped.pass(first);
        assertThat(last.complete()).isFalse();
        assertThat(totals.shards).hasValue(SHARDS);
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
        assertThat(journals).isEmpty();
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

    private static Optional<Blob> rowOfTwo(Damage damage) {
        List<ShardPlace> places =
                List.of(new ShardPlace(DRIVE, 0, false), new ShardPlace(OTHER, 0, false));
        return Optional.of(new Blob(damage.blob(), 1 << 20, 1, 1, BYTES, places));
    }

    @Test
    void pass_overAShardThatDoesNotSayWhoseItIs_asksAnotherDrive(@TempDir Path second)
            throws Exception {
        flip(2, HEADER_BYTE);
        try (LocalDrive other =
                new LocalDrive(OTHER, second, false, store(second), new DriveThreads(1, 1, 8))) {
            for (int number = 0; number < SHARDS - 1; number++) {
                write(other.store(), number, 1, BYTES);
            }
            scrub(DriveScrubTest::rowOfTwo, Duration.ofDays(1), List.of(drive, other))
                    .pass(new DriveScrub.Note(3, blob(0).toString(), false));
        }
        assertThat(reports.kept()).extracting(Damage::key).containsExactly("k2", "k4");
        assertThat(reports.kept().getFirst().shards()).containsExactly(0);
        assertThat(reports.kept().getLast().shards()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {HEADER_BYTE, -300})
    void pass_whileAnotherDriveHangs_asksItOnceAndComesToItsEnd(int flipped, @TempDir Path second)
            throws Exception {
        flip(0, flipped);
        FaultyShardStore hanging = new FaultyShardStore(store(second));
        hanging.fault = FaultyShardStore.Fault.READS_HANG;
        try (LocalDrive other =
                new LocalDrive(OTHER, second, false, hanging, new DriveThreads(1, 1, 8))) {
            DriveScrub scrub =
                    scrub(DriveScrubTest::rowOfTwo, Duration.ofDays(1), List.of(drive, other));
            DriveScrub.Note first = new DriveScrub.Note(3, blob(0).toString(), false);
            FutureTask<DriveScrub.Note> pass = new FutureTask<>(() -> scrub.pass(first));
            Thread.ofPlatform().daemon().start(pass);
            assertThat(pass.get(60, TimeUnit.SECONDS).complete()).isTrue();
            assertThat(hanging.reads).hasValue(1);
            assertThat(other.health().stalled()).isTrue();
            hanging.unblock();
        }
        assertThat(totals.shards).hasValue(SHARDS);
        assertThat(reports.kept()).hasSize(flipped == HEADER_BYTE ? 0 : 1);
    }
}
