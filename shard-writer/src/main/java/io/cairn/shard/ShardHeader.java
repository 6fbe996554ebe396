package io.cairn.shard;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardDamagedException.Damage;

/// What a stored shard says of itself. `boot` counts the starts of the cluster's drives;
/// `createdMillis` is for people only.
public record ShardHeader(
        ShardRef shard,
        ShardShape shape,
        long dataBytes,
        ShardOwner owner,
        long boot,
        long createdMillis) {
    /// This header, if it is that of `asked`; else throws [ShardDamagedException].
    public ShardHeader checked(ShardRef asked) throws ShardDamagedException {
        if (!shard.equals(asked)) {
            throw new ShardDamagedException(asked, Damage.OTHER_IDENTITY, "it is " + shard);
        }
        return this;
    }

    /// What a reader of this shard knows of it.
    public ExpectedShard expected() {
        return new ExpectedShard(shard, shape, dataBytes);
    }
}
