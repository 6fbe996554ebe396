package io.cairn.shard.reclaim;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.DriveExecutors;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.FaultyShardStore;
import io.cairn.shard.FaultyShardStore.Fault;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.SimulatedDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/// Drives of a simulated disk, and the reads that run.
abstract class ReclaimFixture {
    static final Path ROOT = Path.of("/simulated/d1");
    static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    static final ShardShape SHAPE = new ShardShape(1, 1, 1024);
    static final ShardOwner OWNER =
            new ShardOwner(
                    "b",
                    new BucketId(new UUID(1, 1)),
                    new ObjectKey("k"),
                    new EventId(new UUID(2, 2)),
                    0);

    final SimulatedDisk disk = new SimulatedDisk(ROOT, new Random(1));
    final ReadTracker reads = new ReadTracker();
    final List<FaultyShardStore> faulty = new ArrayList<>();
    LocalDrive drive = drive(1);

    @AfterEach
    void closeDrive() {
        drive.close();
    }

    ShardRef write(int number) throws IOException {
        return writeTo(drive, number);
    }

    static ShardRef writeTo(LocalDrive to, int number) throws IOException {
        ShardRef shard = new ShardRef(new BlobId(new UUID(7, number)), 0, 0);
        to.store().write(new NewShard(shard, SHAPE, OWNER), new byte[9], 0, 9);
        return shard;
    }

    boolean exists(ShardRef shard) throws IOException {
        return existsOn(drive, shard);
    }

    static boolean existsOn(LocalDrive on, ShardRef shard) throws IOException {
        try {
            on.store().open(new ExpectedShard(shard, SHAPE, 9)).close();
            return true;
        } catch (ShardDamagedException e) {
            return false;
        }
    }

    LocalDrive drive(long boot) {
        return drive(disk, boot, store -> store);
    }

    static LocalDrive drive(SimulatedDisk on, long boot, UnaryOperator<ShardStore> made) {
        return drive(on, ROOT, new DriveId(new UUID(3, 3)), boot, made);
    }

    /// Makes stores that fail so, and keeps them in `faulty`.
    UnaryOperator<ShardStore> faulty(Fault fault) {
        return store -> {
            FaultyShardStore made = new FaultyShardStore(store);
            made.fault = fault;
            faulty.add(made);
            return made;
        };
    }

    /// A second drive, in a directory of the same disk.
    LocalDrive otherDrive(UnaryOperator<ShardStore> made) throws IOException {
        Path directory = ROOT.resolve("other");
        disk.createDirectory(directory);
        return drive(disk, directory, new DriveId(new UUID(4, 4)), 1, made);
    }

    static LocalDrive drive(
            SimulatedDisk on, Path root, DriveId id, long boot, UnaryOperator<ShardStore> made) {
        try {
            if (!on.exists(root.resolve(LocalDrive.FILE_NAME))) {
                on.create(root.resolve(LocalDrive.FILE_NAME)).close();
                on.syncDirectory(root);
            }
            FileShardStore store =
                    FileShardStore.open(
                            on,
                            root,
                            new FileShardStore.Boot(boot, CLOCK),
                            SpaceReserve.DEFAULT,
                            2);
            return new LocalDrive(
                    id, root, true, made.apply(store), DriveExecutors.DriveThreads.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
