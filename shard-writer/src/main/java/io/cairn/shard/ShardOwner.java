package io.cairn.shard;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;

/// For whom a shard was written, so that the namespace could be made again from shards alone.
/// `base` is the position of the bucket's partition when the request began, -1 if unknown.
public record ShardOwner(
        String bucket, BucketId bucketId, ObjectKey key, EventId eventId, long base) {}
