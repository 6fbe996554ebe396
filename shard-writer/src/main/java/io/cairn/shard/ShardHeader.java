package io.cairn.shard;

import io.cairn.schemas.event.ShardRef;

/// What a stored shard says of itself. `boot` counts the starts of the cluster's drives;
/// `createdMillis` is for people only.
public record ShardHeader(
        ShardRef shard,
        ShardShape shape,
        long dataBytes,
        ShardOwner owner,
        long boot,
        long createdMillis) {}
