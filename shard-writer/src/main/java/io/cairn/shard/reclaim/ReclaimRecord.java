package io.cairn.shard.reclaim;

import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.ShardRef;
import java.util.List;

/// Shards of one drive that nothing refers to once the event at `position` of `partition` counts.
public record ReclaimRecord(DriveId drive, int partition, long position, List<ShardRef> shards) {
    public ReclaimRecord {
        shards = List.copyOf(shards);
    }
}
