package io.cairn.shard;

import io.cairn.schemas.event.ShardRef;

/// What a reader knows of a shard before it reads: a shard that says otherwise is not the one.
public record ExpectedShard(ShardRef shard, ShardShape shape, long dataBytes) {}
