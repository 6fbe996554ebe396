package io.cairn.schemas.event;

import io.cairn.schemas.BucketId;

/// A bucket as it is after an event. `revision` grows with every change of its configuration; an
/// empty region means the server's.
public record BucketImage(
        String name, BucketId id, long createdMillis, String owner, String region, long revision) {}
