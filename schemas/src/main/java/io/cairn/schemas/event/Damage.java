package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import java.util.List;

/// A hint that shards of a blob are missing or bad.
public record Damage(
        BlobId blob,
        BucketId bucketId,
        String bucket,
        String key,
        List<Integer> shards,
        String reason) {
    public Damage {
        shards = List.copyOf(shards);
    }
}
