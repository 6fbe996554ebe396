package io.cairn.blobs.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.blobs.BlobStore;
import io.cairn.blobs.Healing;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.FaultyShardStore;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.ForwardingDisk;
import io.cairn.shard.disk.JsonFile;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One drive that holds a shard of one blob, and one that should hold the other and was emptied.
@Timeout(60)
class DriveRefillTest {
    private static final BucketId BUCKET = new BucketId(new UUID(1, 1));
    private static final BlobId BLOB = new BlobId(new UUID(3, 3));
    private static final DriveId SOURCE = new DriveId(new UUID(7, 1));
    private static final DriveId EMPTIED = new DriveId(new UUID(7, 2));
    private static final DriveId HANGING = new DriveId(new UUID(7, 0));
    private static final int BYTES = 1_000;
    private static final Duration STALL = Duration.ofMillis(100);
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);

    @TempDir Path root;

    private final BlockingQueue<BlobId> healed = new LinkedBlockingQueue<>();
    private Runnable whileHealing = () -> {};
    private LocalDrive source;
    private LocalDrive emptied;
    private Healer healer;
    private DriveRefill refill;

    private ShardStore store(String name) throws IOException {
        return FileShardStore.open(
                new FileSystemDisk(),
                root.resolve(name),
                new FileShardStore.Boot(1, CLOCK),
                SpaceReserve.DEFAULT,
                4);
    }

    private LocalDrive drive(DriveId id, String name, long fill) throws IOException {
        LocalDrive.Location place =
                new LocalDrive.Location(Files.createDirectories(root.resolve(name)), false, fill);
        return new LocalDrive(
                id,
                place,
                () -> store(name),
                store(name),
                new DriveThreads(1, 1, 8),
                MonotonicClock.SYSTEM);
    }

    @BeforeEach
    void open() throws IOException {
        source = drive(SOURCE, "source", 0);
        emptied = drive(EMPTIED, "emptied", 1);
        file(source).write(new DriveRefill.Note(true, "", "", 0));
        ShardOwner owner =
                new ShardOwner(
                        "bucket", BUCKET, new ObjectKey("k"), new EventId(new UUID(2, 2)), -1);
        NewShard shard =
                new NewShard(new ShardRef(BLOB, 0, 0), new ShardShape(1, 1, 1 << 20), owner);
        source.store().write(shard, new byte[BYTES], 0, BYTES);
        List<ShardPlace> places =
                List.of(new ShardPlace(SOURCE, 0, false), new ShardPlace(EMPTIED, 0, false));
        healer =
                new Healer(
                        new HeldBlobs(
                                "bucket", BUCKET, new Blob(BLOB, 1 << 20, 1, 1, BYTES, places)),
                        new Heals(),
                        new TimeOrderedIds(CLOCK, new Random(4)),
                        Set.of(SOURCE, EMPTIED),
                        new KeptReports(0),
                        MonotonicClock.SYSTEM);
        healer.start();
        refill = refill(source, emptied);
    }

    private DriveRefill refill(LocalDrive... drives) {
        return new DriveRefill(List.of(drives), new FileSystemDisk(), healer, STALL);
    }

    private void stop() {
        healer.stop();
        refill.stop();
        refill.awaitEnd(Deadline.in(Duration.ofSeconds(1), MonotonicClock.SYSTEM));
    }

    @AfterEach
    void close() {
        stop();
        source.close();
        emptied.close();
    }

    /// Says of each blob that it is whole.
    private final class Heals implements Healing {
        @Override
        public Result heal(Blob blob, BlobStore.Owner owner) {
            whileHealing.run();
            healed.add(blob.id());
            return new Result.Whole();
        }

        @Override
        public void discard(Blob blob, List<ShardPlace> after) {}
    }

    private static JsonFile<DriveRefill.Note> file(LocalDrive drive) {
        return new JsonFile<>(
                new FileSystemDisk(), drive.directory(), DriveRefill.NAME, DriveRefill.Note.class);
    }

    private void awaitComplete(long fill) throws IOException {
        while (file(emptied).read().filter(n -> n.complete() && n.fill() == fill).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void drive_thatIsComplete_isNotFilled() throws Exception {
        file(emptied).write(new DriveRefill.Note(true, "", "", 1));
        file(source).write(new DriveRefill.Note(true, "", "", -1));
        refill.start();
        while (file(source).read().orElseThrow().fill() != 0) {
            Thread.onSpinWait();
        }
        assertThat(healed).isEmpty();
    }

    /// A crash between the emptying and the last note of the filling before it leaves such a note.
    @Test
    void drive_whoseNoteIsOfAnEarlierFill_isFilled() throws Exception {
        file(emptied).write(new DriveRefill.Note(true, "", "", 0));
        refill.start();
        assertThat(healed.take()).isEqualTo(BLOB);
        awaitComplete(1);
        assertThat(healed).isEmpty();
    }

    @Test
    void drive_emptiedAgainWhileItIsFilled_isFilledFromTheBeginning() throws Exception {
        whileHealing =
                () -> {
                    whileHealing = () -> {};
                    emptied.lose();
                    renew();
                    refill.again();
                };
        refill.start();
        assertThat(healed.take()).isEqualTo(BLOB);
        assertThat(healed.take()).isEqualTo(BLOB);
        awaitComplete(2);
    }

    /// The source is to be filled too: it lost a directory, but not the one that holds this shard.
    @Test
    void drive_whileTheSourceIsToBeFilledToo_isFilledFromWhatThatHolds() throws Exception {
        source.renew(1);
        refill.start();
        awaitComplete(1);
        assertThat(healed).containsExactly(BLOB);
    }

    /// The drive that hangs comes first: whatever waited for it would come no further. Once it
    /// answers, what it holds is gone through too, and only then is the other one complete.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drive_whileAnotherHangs_isFilledFromTheOthers(boolean hangingIsNew) throws Exception {
        Path directory = Files.createDirectories(root.resolve("hanging"));
        FaultyShardStore store = new FaultyShardStore(store("hanging"));
        store.fault = FaultyShardStore.Fault.READS_HANG;
        try (LocalDrive hanging =
                new LocalDrive(HANGING, directory, false, store, new DriveThreads(1, 1, 8))) {
            if (!hangingIsNew) {
                file(hanging).write(new DriveRefill.Note(true, "", "", 0));
            }
            refill = refill(hanging, source, emptied);
            refill.start();
            assertThat(healed.take()).isEqualTo(BLOB);
            while (file(emptied).read().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(file(emptied).read().orElseThrow().complete()).isFalse();
            store.unblock();
            awaitComplete(1);
            stop();
        }
    }

    /// A file system that hangs holds the threads of its own drive only.
    @Test
    void drive_whileTheNoteOfAnotherCannotBeRead_isFilledFromTheOthers() throws Exception {
        Path directory = Files.createDirectories(root.resolve("hanging"));
        CountDownLatch unblocked = new CountDownLatch(1);
        Disk disk =
                new ForwardingDisk(new FileSystemDisk()) {
                    @Override
                    public DiskFile open(Path file) throws IOException {
                        if (file.startsWith(directory)) {
                            awaitUninterruptibly(unblocked);
                        }
                        return super.open(file);
                    }
                };
        try (LocalDrive hanging =
                new LocalDrive(
                        HANGING, directory, false, store("hanging"), new DriveThreads(1, 1, 8))) {
            refill = new DriveRefill(List.of(hanging, source, emptied), disk, healer, STALL);
            refill.start();
            assertThat(healed.take()).isEqualTo(BLOB);
            unblocked.countDown();
            awaitComplete(1);
            stop();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void renew() {
        try {
            emptied.renew(emptied.fill() + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
