package io.cairn.shard.reclaim;

import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.DriveExecutors.DriveThreads;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/// What one drive reclaims and remembers of it, without threads, so that a simulation runs the same
/// way each time. The log of reclaimed shards has one partition.
public final class InlineReclaim {
    private static final int PARTITION = 0;

    private final ReclaimProgress progress;

    private InlineReclaim(ReclaimProgress progress) {
        this.progress = progress;
    }

    /// Goes on where the file of the drive in `root` says; `reads` tells which blobs are read.
    public static InlineReclaim open(
            DriveId id, Path root, Disk disk, ShardStore store, UUID topicId, ReadTracker reads) {
        LocalDrive drive = new LocalDrive(id, root, false, store, DriveThreads.DEFAULT);
        return new InlineReclaim(ReclaimProgress.of(drive, disk, topicId, reads));
    }

    /// The offset of the first record that is still to be applied.
    public long next() {
        return progress.next(PARTITION);
    }

    /// Removes the shards of the record at `offset`.
    public void apply(long offset, List<ShardRef> shards, long epoch) {
        progress.apply(PARTITION, offset, shards, epoch);
    }

    /// All records up to the one at `offset` were applied, or name no shards of this drive.
    public void pass(long offset) {
        progress.pass(PARTITION, offset + 1);
        progress.sync();
    }

    /// Removes what was left because it was being read.
    public void removeRead() {
        progress.removeRead();
    }

    /// Tries once more to remove what could not be removed.
    public void retry() {
        progress.retry();
    }

    /// Writes the file.
    public void save() {
        progress.save();
    }
}
