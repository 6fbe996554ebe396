package io.cairn.shard.segment;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.index.IndexSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.UUID;

/// Shards and settings for tests of packed stores.
final class PackedSamples {
    static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_123L), ZoneOffset.UTC);
    static final ShardShape SHAPE = new ShardShape(2, 2, 1 << 20);
    static final ShardOwner OWNER =
            new ShardOwner(
                    "photos",
                    new BucketId(new UUID(0x1111_2222_3333_4444L, 0x5555_6666_7777_8888L)),
                    new ObjectKey("2026/ä b.jpg"),
                    new EventId(new UUID(0x0123_4567_89ab_cdefL, 0x0fed_cba9_8765_4321L)),
                    41);
    static final DriveId DRIVE =
            new DriveId(new UUID(0x0197_7420_dc00_7b51L, 0x8c1d_0a9e_8f7b_6c5dL));

    /// Segments of a few batches, so that many are made and compacted.
    static final SegmentSettings TINY =
            new SegmentSettings(
                    2_000,
                    48 << 10,
                    new SegmentSettings.Batches(12 << 10, 8, 8 << 10),
                    30_000,
                    3,
                    new SegmentSettings.Compaction(0.5, Long.MAX_VALUE));

    private PackedSamples() {}

    static ShardRef ref(long number) {
        UUID id = new UUID(0x0197_7000_0000_7000L, number);
        return new ShardRef(new BlobId(id), (int) (number % 4), 1);
    }

    /// The number that [#ref] was given.
    static long number(ShardRef shard) {
        return shard.blob().value().getLeastSignificantBits();
    }

    static NewShard made(ShardRef shard) {
        return new NewShard(shard, SHAPE, OWNER);
    }

    static ExpectedShard expected(ShardRef shard, long dataBytes) {
        return new ExpectedShard(shard, SHAPE, dataBytes);
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static FileShardStore.Boot boot(long number) {
        return new FileShardStore.Boot(number, CLOCK);
    }

    static PackedShardStore.Options options(
            Disk disk, IndexSource indexes, SegmentSettings settings, long seed) {
        return new PackedShardStore.Options(
                disk, indexes, DRIVE, SpaceReserve.DEFAULT, 4, settings, new Random(seed));
    }

    static byte[] read(ShardStore store, ShardRef shard, int length) throws IOException {
        byte[] read = new byte[length];
        store.read(expected(shard, length), 0, ByteBuffer.wrap(read), 0, length);
        return read;
    }

    static boolean exists(ShardStore store, ShardRef shard, int length) throws IOException {
        try {
            store.open(expected(shard, length)).close();
            return true;
        } catch (ShardDamagedException e) {
            return false;
        }
    }
}
