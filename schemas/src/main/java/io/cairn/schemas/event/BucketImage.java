package io.cairn.schemas.event;

import io.cairn.schemas.BucketId;

/// A bucket as it is after an event. `revision` is the position of the event that changed its
/// configuration last, so it grows with every change; an empty region means the server's; `stripes`
/// is over how many partitions its keys are spread, today 1.
public record BucketImage(
        String name,
        BucketId id,
        long createdMillis,
        String owner,
        String region,
        int stripes,
        long revision,
        BucketConfiguration configuration) {
    /// The same bucket with another configuration, from this position on.
    public BucketImage configured(BucketConfiguration changed, long position) {
        return new BucketImage(name, id, createdMillis, owner, region, stripes, position, changed);
    }
}
