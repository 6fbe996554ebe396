package io.cairn.schemas.event;

import io.cairn.schemas.DriveId;

/// Where one shard of a blob lies. `generation` is raised each time the shard is rebuilt; `missing`
/// says that it could not be written and has to be healed.
public record ShardPlace(DriveId drive, int generation, boolean missing) {
    /// Whether both name the same drive and generation.
    public boolean sameShard(ShardPlace other) {
        return drive.equals(other.drive) && generation == other.generation;
    }
}
