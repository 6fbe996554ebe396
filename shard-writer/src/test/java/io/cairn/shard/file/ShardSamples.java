package io.cairn.shard.file;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.UUID;

/// Shards for tests.
final class ShardSamples {
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

    private ShardSamples() {}

    static ShardRef ref(Random random) {
        long cohort = (long) random.nextInt(3) << 36;
        UUID id = new UUID(cohort | random.nextInt(1 << 30), random.nextLong());
        return new ShardRef(new BlobId(id), random.nextInt(4), random.nextInt(3));
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

    static FileShardStore store(Disk disk, Path root, long boot) throws IOException {
        return FileShardStore.open(
                disk, root, new FileShardStore.Boot(boot, CLOCK), SpaceReserve.DEFAULT, 4);
    }
}
