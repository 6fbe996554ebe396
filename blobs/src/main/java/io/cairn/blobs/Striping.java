package io.cairn.blobs;

import io.cairn.schemas.event.Blob;
import io.cairn.shard.ShardShape;

/// How content is cut: stripes of `stripeBytes` content, the last one shorter; each stripe cut into
/// k units of equal length, the last ones filled up with zeros. Shard i holds unit i of each
/// stripe, one behind the other. This is part of the disk format.
record Striping(int stripeBytes, int dataShards, int parityShards) {
    static Striping of(Blob blob) {
        return new Striping(blob.stripeBytes(), blob.dataShards(), blob.parityShards());
    }

    int width() {
        return dataShards + parityShards;
    }

    ShardShape shape() {
        return new ShardShape(dataShards, parityShards, stripeBytes);
    }

    /// The unit of a stripe with this much content.
    int unitBytes(int contentBytes) {
        return (contentBytes + dataShards - 1) / dataShards;
    }

    /// All units of a stripe with this much content.
    int encodedBytes(int contentBytes) {
        return Math.multiplyExact(unitBytes(contentBytes), width());
    }

    /// Where the units of a stripe begin in the shards.
    long shardOffset(long stripe) {
        return stripe * unitBytes(stripeBytes);
    }

    /// The content of a stripe of a blob of `length` bytes.
    int contentBytes(long length, long stripe) {
        return (int) Math.min(stripeBytes, length - stripe * stripeBytes);
    }

    /// The length of each shard of a blob of `length` bytes.
    long shardBytes(long length) {
        long whole = length / stripeBytes;
        int rest = (int) (length % stripeBytes);
        return shardOffset(whole) + unitBytes(rest);
    }
}
