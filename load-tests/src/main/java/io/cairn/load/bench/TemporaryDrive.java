package io.cairn.load.bench;

import io.cairn.platform.file.FileTrees;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.index.RocksIndexes;
import io.cairn.shard.segment.PackedShardStore;
import io.cairn.shard.segment.SegmentSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.UUID;

/// The shard store of a drive as a server has it, in a directory of its own that is removed when it
/// is closed; made in the current one, or where `cairn.bench.directory` says, if nobody names one.
final class TemporaryDrive implements AutoCloseable {
    private static final ShardShape SHAPE = new ShardShape(1, 1, 1 << 20);
    private static final ShardOwner OWNER =
            new ShardOwner(
                    "bench",
                    new BucketId(new UUID(1, 1)),
                    new ObjectKey("as/long/as/keys/are"),
                    new EventId(new UUID(2, 2)),
                    0);
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final Path directory;
    private final RocksIndexes indexes;
    private final PackedShardStore store;

    TemporaryDrive() throws IOException {
        this(Path.of(System.getProperty("cairn.bench.directory", ".")));
    }

    TemporaryDrive(Path parent) throws IOException {
        directory = Files.createTempDirectory(parent.toAbsolutePath(), "cairn-bench-");
        indexes = new RocksIndexes(32 << 20, 16 << 20);
        store =
                PackedShardStore.open(
                        directory,
                        new FileShardStore.Boot(1, CLOCK),
                        new PackedShardStore.Options(
                                new FileSystemDisk(),
                                indexes,
                                new DriveId(new UUID(3, 3)),
                                SpaceReserve.DEFAULT,
                                16,
                                SegmentSettings.DEFAULT,
                                new SplittableRandom(2)));
    }

    Path directory() {
        return directory;
    }

    PackedShardStore store() {
        return store;
    }

    /// A shard that is to be written.
    static NewShard shard(long number) {
        return new NewShard(new ShardRef(new BlobId(new UUID(7, number)), 0, 0), SHAPE, OWNER);
    }

    /// A shard that was written, with so much data.
    static ExpectedShard written(long number, long dataBytes) {
        return new ExpectedShard(shard(number).shard(), SHAPE, dataBytes);
    }

    @Override
    public void close() throws IOException {
        store.close();
        indexes.close();
        FileTrees.delete(directory);
    }
}
