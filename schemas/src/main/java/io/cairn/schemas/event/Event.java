package io.cairn.schemas.event;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import java.util.Optional;

/// One record of the namespace log: who asks for what, with everything the fold may not make up
/// itself (ids, time). `base` is the partition's position when the request began, -1 if unknown.
/// `bucket` is empty in what is said to a partition as such.
public record Event(
        EventId id,
        long timeMillis,
        String bucket,
        Optional<BucketId> bucketId,
        long base,
        Origin origin,
        EventBody body) {
    /// Who asks, under which request id, from where.
    public record Origin(String principal, String requestId, String sourceAddress) {}
}
