package io.cairn.blobs;

import io.cairn.erasure.CodingKernel;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.Blob;
import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.FaultyShardStore;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.drive.Layout;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A blob store over drives in a temporary directory, with small stripes so that boundaries are
/// near. Each drive's store can be told to fail.
final class BlobFixture implements AutoCloseable {
    static final int STRIPE_BYTES = 300_000;
    static final int OPEN_SHARDS_MAX = 6;
    static final int PIECE_BYTES_MAX = 15_000;
    static final int SMALL_BYTES = 5_000;
    static final int READ_BUFFERS = 4;
    static final int READ_THREADS = 2;
    static final int WRITE_THREADS = 2;
    static final BlobStore.Owner OWNER =
            new BlobStore.Owner(
                    "bucket",
                    new BucketId(new UUID(1, 1)),
                    new ObjectKey("key/of/it"),
                    new EventId(new UUID(2, 2)),
                    17);

    final List<FaultyShardStore> stores = new ArrayList<>();
    final List<Damage> damages = new ArrayList<>();
    final ErasureBlobStore blobs;
    private final Path root;
    final List<LocalDrive> drives = new ArrayList<>();

    BlobFixture(Path root, int driveCount, int parity) throws IOException {
        this(root, driveCount, parity, 10_000);
    }

    BlobFixture(Path root, int driveCount, int parity, long stallMillis) throws IOException {
        this.root = root;
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);
        for (int number = 0; number < driveCount; number++) {
            Path directory = Files.createDirectories(root.resolve("d" + number));
            FileShardStore store =
                    FileShardStore.open(
                            new FileSystemDisk(),
                            directory,
                            new FileShardStore.Boot(1, clock),
                            SpaceReserve.DEFAULT,
                            8);
            FaultyShardStore faulty = new FaultyShardStore(store);
            stores.add(faulty);
            DriveId id = new DriveId(new UUID(100, number));
            drives.add(
                    new LocalDrive(
                            id,
                            directory,
                            number == 0,
                            faulty,
                            new DriveThreads(WRITE_THREADS, READ_THREADS, 64)));
        }
        BlobLimits limits =
                new BlobLimits(
                        STRIPE_BYTES,
                        SMALL_BYTES,
                        4,
                        4,
                        READ_BUFFERS,
                        PIECE_BYTES_MAX,
                        OPEN_SHARDS_MAX,
                        2_000,
                        stallMillis,
                        2);
        this.blobs =
                new ErasureBlobStore(
                        drives,
                        new Layout(driveCount, parity),
                        CodingKernel.scalar(),
                        limits,
                        new TimeOrderedIds(clock, new Random(5)),
                        (blob, owner, shards, reason) ->
                                damages.add(new Damage(blob, owner, shards)),
                        MonotonicClock.SYSTEM);
    }

    /// The bytes that [#write] writes.
    static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    Blob write(int length) throws IOException {
        ByteArrayOutputStream hashed = new ByteArrayOutputStream();
        byte[] content = content(length);
        Blob blob =
                blobs.write(
                                new ByteArrayInputStream(content),
                                OWNER,
                                Redundancy.FULL,
                                hashed::write)
                        .orElseThrow();
        if (!Arrays.equals(hashed.toByteArray(), content)) {
            throw new AssertionError("the hash saw other bytes");
        }
        return blob;
    }

    byte[] read(Blob blob, long offset, long length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BlobStore.Content content = blobs.open(blob, OWNER, offset, length)) {
            content.transferTo(Channels.newChannel(out)::write);
        }
        return out.toByteArray();
    }

    /// Heals as fast as it can.
    Healing healing() {
        return blobs.healing(bytes -> {}, new Random(3));
    }

    /// The store of the drive that holds a shard.
    FaultyShardStore storeOf(Blob blob, int index) {
        return stores.get(drives.indexOf(driveOf(blob, index)));
    }

    /// The drive that holds a shard.
    LocalDrive driveOf(Blob blob, int index) {
        DriveId id = blob.shards().get(index).drive();
        return drives.stream().filter(drive -> drive.id().equals(id)).findFirst().orElseThrow();
    }

    /// The file of a shard.
    Path file(Blob blob, int index) throws IOException {
        String name = blob.id() + "-" + index + "-" + blob.shards().get(index).generation();
        return files().stream().filter(f -> f.endsWith(name)).findFirst().orElseThrow();
    }

    /// All shard files, temporary ones included.
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> !f.toString().contains("/boots/"))
                    .toList();
        }
    }

    /// Waits for the writes that the drives were given before.
    void drain() {
        for (LocalDrive drive : drives) {
            CyclicBarrier allIdle = new CyclicBarrier(WRITE_THREADS + 1);
            for (int thread = 0; thread < WRITE_THREADS; thread++) {
                drive.executors().write(() -> meet(allIdle));
            }
            meet(allIdle);
        }
    }

    /// Lets no drive take another write until `free`. All its threads are busy then, none is at the
    /// end of an earlier write, where it would do what was left over.
    void fillQueues(CountDownLatch free) {
        for (LocalDrive drive : drives) {
            CyclicBarrier allBusy = new CyclicBarrier(WRITE_THREADS + 1);
            for (int thread = 0; thread < WRITE_THREADS; thread++) {
                drive.executors()
                        .write(() -> {
                            meet(allBusy);
                            await(free);
                        });
            }
            meet(allBusy);
            boolean takes = true;
            while (takes) {
                try {
                    drive.executors().write(() -> await(free));
                } catch (RejectedExecutionException e) {
                    takes = false;
                }
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("a drive's threads are not idle", e);
        }
    }

    /// Waits for all that the drives do; they take nothing more.
    void settle() {
        drives.forEach(LocalDrive::close);
    }

    @Override
    public void close() {
        stores.forEach(FaultyShardStore::unblock);
        blobs.close();
        drives.forEach(LocalDrive::close);
    }

    record Damage(Blob blob, BlobStore.Owner owner, List<Integer> shards) {}
}
