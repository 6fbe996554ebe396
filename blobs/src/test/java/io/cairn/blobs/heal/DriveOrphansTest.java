package io.cairn.blobs.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.blobs.heal.BlobRows.Floors;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.FaultyShardStore;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.reclaim.Grace;
import io.cairn.shard.reclaim.ReadTracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Passes over one drive, some of whose shards no row names. A fence is as high as the test says.
@Timeout(60)
class DriveOrphansTest {
    private static final int BYTES = 1_000;
    private static final int HEADER_BYTE = 20;
    private static final long FLOOR = 50;
    private static final DriveId DRIVE = new DriveId(new UUID(7, 7));
    private static final DriveId OTHER = new DriveId(new UUID(7, 8));
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);
    private static final DriveScrub.Note FIRST =
            new DriveScrub.Note(3, new BlobId(new UUID(0, 0)).toString(), false);

    @TempDir Path directory;

    private final Map<BlobId, Blob> rows = new ConcurrentHashMap<>();
    private final ReadTracker reads = new ReadTracker();
    private final Scrub.Totals totals = new Scrub.Totals();
    private final KeptReports reports = new KeptReports(0);
    private Runnable fencing = () -> {};
    private long floor = FLOOR;
    private int fences;
    private FaultyShardStore store;
    private LocalDrive drive;
    private DriveScrub scrub;

    @BeforeEach
    void open() throws IOException {
        store =
                new FaultyShardStore(
                        FileShardStore.open(
                                new FileSystemDisk(),
                                directory,
                                new FileShardStore.Boot(1, CLOCK),
                                SpaceReserve.DEFAULT,
                                4));
        drive = new LocalDrive(DRIVE, directory, false, store, new DriveThreads(1, 1, 8));
        scrub = scrub(Grace.NONE);
    }

    private DriveScrub scrub(Grace grace) {
        ShardCheck check =
                new ShardCheck(
                        List.of(drive),
                        damage -> Optional.ofNullable(rows.get(damage.blob())),
                        reports,
                        totals,
                        Duration.ofSeconds(1));
        return new DriveScrub(
                drive,
                new FileSystemDisk(),
                check,
                new Scrub.Removal(this::fence, reads, grace),
                (scrubbed, pace) -> {},
                new Scrub.Schedule(Duration.ofDays(1), CLOCK));
    }

    @AfterEach
    void close() {
        drive.close();
    }

    private Floors fence() {
        fences++;
        fencing.run();
        long raised = floor;
        return bucket -> bucket.equals("bucket") ? raised : Long.MIN_VALUE;
    }

    private static BlobId blob(int number) {
        return new BlobId(new UUID((long) number << 40, 0));
    }

    private static ShardRef shard(int number, int generation) {
        return new ShardRef(blob(number), 0, generation);
    }

    private ShardRef write(int number, int generation, long base) throws IOException {
        ShardOwner owner =
                new ShardOwner(
                        "bucket",
                        new BucketId(new UUID(1, 1)),
                        new ObjectKey("k" + number),
                        new EventId(new UUID(2, 2)),
                        base);
        ShardRef shard = shard(number, generation);
        NewShard made = new NewShard(shard, new ShardShape(1, 0, 1 << 20), owner);
        store.write(made, new byte[BYTES], 0, BYTES);
        return shard;
    }

    private void name(int number, DriveId where, int generation, boolean missing) {
        List<ShardPlace> places = List.of(new ShardPlace(where, generation, missing));
        rows.put(blob(number), new Blob(blob(number), 1 << 20, 1, 0, BYTES, places));
    }

    private List<ShardRef> left() throws IOException {
        return store.list(shard(0, 0), 100);
    }

    private void pass() throws InterruptedException {
        assertThat(scrub.pass(FIRST).complete()).isTrue();
    }

    private void flip(ShardRef shard, int position) throws IOException {
        String name = shard.blob() + "-0-" + shard.generation();
        try (Stream<Path> files = Files.walk(directory)) {
            Path file = files.filter(each -> each.endsWith(name)).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[Math.floorMod(position, bytes.length)] ^= 1;
            Files.write(file, bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, FLOOR - 1})
    void shard_ofNoRowBelowTheFloor_isRemoved(long base) throws Exception {
        write(1, 0, base);
        pass();
        assertThat(left()).isEmpty();
        assertThat(totals.removed).hasValue(1);
        assertThat(reports.kept()).isEmpty();
    }

    @Test
    void shard_ofNoRowAtTheFloor_staysUntilTheFloorIsHigher() throws Exception {
        ShardRef running = write(1, 0, FLOOR);
        pass();
        assertThat(left()).containsExactly(running);
        floor++;
        pass();
        assertThat(left()).isEmpty();
        assertThat(totals.removed).hasValue(1);
    }

    /// An owner may have let go of it in the moment in which it was found.
    @Test
    void shard_ofNoRow_staysForTheGracePeriod() throws Exception {
        AtomicLong nanos = new AtomicLong();
        scrub = scrub(new Grace(Duration.ofHours(1), nanos::get));
        ShardRef kept = write(1, 0, 0);
        pass();
        nanos.addAndGet(Duration.ofHours(1).toNanos() - 1);
        pass();
        assertThat(left()).containsExactly(kept);
        nanos.addAndGet(1);
        pass();
        assertThat(left()).isEmpty();
    }

    @Test
    void shard_thatARowNames_stays() throws Exception {
        ShardRef named = write(1, 4, 0);
        name(1, DRIVE, 4, false);
        pass();
        assertThat(left()).containsExactly(named);
        assertThat(fences).as("nothing asks for one").isZero();
    }

    @Test
    void shard_ofAnotherGenerationThanTheRowNames_isRemoved() throws Exception {
        write(1, 0, 0);
        ShardRef named = write(1, 4, 0);
        write(1, 9, 0);
        name(1, DRIVE, 4, false);
        pass();
        assertThat(left()).containsExactly(named);
        assertThat(totals.removed).hasValue(2);
    }

    @Test
    void shard_thatTheRowNamesOnAnotherDriveOrAsMissing_isRemoved() throws Exception {
        write(1, 4, 0);
        name(1, OTHER, 4, false);
        write(2, 0, 0);
        name(2, DRIVE, 0, true);
        pass();
        assertThat(left()).isEmpty();
    }

    @Test
    void shard_whoseEventComesBeforeTheFence_stays() throws Exception {
        ShardRef named = write(1, 0, FLOOR - 1);
        fencing = () -> name(1, DRIVE, 0, false);
        pass();
        assertThat(left()).containsExactly(named);
    }

    @Test
    void shard_thatDoesNotSayWhoseItIs_stays() throws Exception {
        ShardRef unknown = write(1, 0, 0);
        flip(unknown, HEADER_BYTE);
        pass();
        assertThat(left()).containsExactly(unknown);
    }

    @Test
    void shard_ofNoRowWithBadContent_isRemoved() throws Exception {
        flip(write(1, 0, 0), -300);
        pass();
        assertThat(left()).isEmpty();
    }

    @Test
    void fence_thatIsHighEnough_isNotRaisedAgain() throws Exception {
        write(1, 0, 0);
        pass();
        write(2, 0, FLOOR - 1);
        pass();
        assertThat(left()).isEmpty();
        assertThat(fences).isEqualTo(1);
    }

    @Test
    void shard_thatCannotBeRemoved_isLeftToTheNextPass() throws Exception {
        ShardRef stuck = write(1, 0, 0);
        store.fault = FaultyShardStore.Fault.DELETES_FAIL;
        pass();
        assertThat(left()).containsExactly(stuck);
        assertThat(totals.removed).hasValue(0);
        store.fault = FaultyShardStore.Fault.NONE;
        pass();
        assertThat(left()).isEmpty();
    }

    private static Stream<RuntimeException> failuresOfRows() {
        IllegalStateException cause = new IllegalStateException("as the test wants it");
        return Stream.of(
                new RowsUnavailableException(cause), new RowsOutcomeUnknownException(cause));
    }

    @ParameterizedTest
    @MethodSource("failuresOfRows")
    void pass_whileNoFenceCanBeRaised_goesOnWhereItWas(RuntimeException failure) throws Exception {
        ShardRef orphan = write(1, 0, 0);
        fencing =
                () -> {
                    throw failure;
                };
        assertThat(scrub.pass(FIRST)).isEqualTo(FIRST);
        assertThat(left()).containsExactly(orphan);
        fencing = () -> {};
        pass();
        assertThat(left()).isEmpty();
    }

    /// A pass on a thread of its own, once it waits for reads.
    private FutureTask<DriveScrub.Note> waiting() {
        FutureTask<DriveScrub.Note> pass = new FutureTask<>(() -> scrub.pass(FIRST));
        Thread thread = Thread.ofPlatform().daemon().start(pass);
        boolean waits = false;
        while (!waits) {
            assertThat(pass.isDone()).as("ended while a read ran").isFalse();
            waits =
                    thread.getState() == Thread.State.TIMED_WAITING
                            && Arrays.stream(thread.getStackTrace())
                                    .map(StackTraceElement::getClassName)
                                    .anyMatch(ReadTracker.class.getName()::equals);
            Thread.onSpinWait();
        }
        return pass;
    }

    @Test
    void shard_whileAReadRuns_isRemovedOnceItEnds() throws Exception {
        ShardRef orphan = write(1, 0, 0);
        ReadTracker.Read read = reads.begin();
        FutureTask<DriveScrub.Note> pass = waiting();
        assertThat(left()).containsExactly(orphan);
        read.close();
        assertThat(pass.get(60, TimeUnit.SECONDS).complete()).isTrue();
        assertThat(left()).isEmpty();
    }

    @Test
    void shard_whosePlaceAnotherTookMeanwhile_stays() throws Exception {
        ShardRef orphan = write(1, 0, 0);
        ReadTracker.Read read = reads.begin();
        FutureTask<DriveScrub.Note> pass = waiting();
        store.delete(orphan);
        write(1, 0, FLOOR + 1);
        read.close();
        assertThat(pass.get(60, TimeUnit.SECONDS).complete()).isTrue();
        assertThat(left()).containsExactly(orphan);
    }

    @Test
    void pass_thatIsStoppedWhileAReadRuns_removesNothingAndComesNoFurther() throws Exception {
        ShardRef orphan = write(1, 0, 0);
        try (ReadTracker.Read _ = reads.begin()) {
            FutureTask<DriveScrub.Note> pass = waiting();
            scrub.stop();
            assertThat(pass.get(60, TimeUnit.SECONDS)).isEqualTo(FIRST);
        }
        assertThat(left()).containsExactly(orphan);
    }
}
