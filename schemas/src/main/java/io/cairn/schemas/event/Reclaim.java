package io.cairn.schemas.event;

import io.cairn.schemas.DriveId;
import java.util.List;

/// Shards of one drive that no row refers to any more, released by the event at `position` of
/// `partition`.
public record Reclaim(DriveId drive, int partition, long position, List<ShardRef> shards) {
    /// The most shards of one record.
    public static final int SHARDS_MAX = 4096;

    public Reclaim {
        shards = List.copyOf(shards);
        if (shards.isEmpty() || shards.size() > SHARDS_MAX) {
            throw new IllegalArgumentException("reclaim of " + shards.size() + " shards");
        }
    }
}
