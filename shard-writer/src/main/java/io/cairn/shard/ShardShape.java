package io.cairn.shard;

/// How the blob of a shard is cut: k data and m parity shards, stripes of `stripeBytes` content.
public record ShardShape(int dataShards, int parityShards, int stripeBytes) {
    public ShardShape {
        if (dataShards < 1 || parityShards < 0 || stripeBytes < 1) {
            throw new IllegalArgumentException(
                    "shape " + dataShards + "+" + parityShards + ", stripes of " + stripeBytes);
        }
    }
}
