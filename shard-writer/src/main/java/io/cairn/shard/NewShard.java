package io.cairn.shard;

import io.cairn.schemas.event.ShardRef;

/// A shard that is to be written.
public record NewShard(ShardRef shard, ShardShape shape, ShardOwner owner) {}
