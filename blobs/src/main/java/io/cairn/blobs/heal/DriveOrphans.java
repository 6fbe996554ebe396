package io.cairn.blobs.heal;

import io.cairn.blobs.heal.BlobRows.Floors;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import io.cairn.shard.ShardHeader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the shards of one drive that nothing refers to and nothing ever will. Used by one
/// thread.
///
/// A shard that no row names may be one whose event is still to come. So a fence is raised first:
/// behind it, events of a base below its floor bring no shards any more. A shard of such a base
/// that no row names at a look behind the fence is an orphan for good, whenever it is removed,
/// unless another of its name takes its place meanwhile: so its header is read once more then.
/// Reads that run may have seen an owner that it had a moment ago: they are waited for. Whatever
/// remains, because a running write keeps the floor down or the drive refuses to remove it, is left
/// to the next pass.
final class DriveOrphans {
    private static final Logger LOG = LoggerFactory.getLogger(DriveOrphans.class);

    /// Orphans that wait for the end of the grace period, a few hundred bytes each; the next pass
    /// finds the others.
    private static final int FOUND_MAX = 20_000;

    private final Drive drive;
    private final ShardCheck check;
    private final Scrub.Removal removal;
    private final List<ShardRef> suspects = new ArrayList<>();
    private final Deque<Found> found = new ArrayDeque<>();
    private Floors floors = bucket -> Long.MIN_VALUE;

    /// An orphan, and the moment in which it was found.
    private record Found(ShardHeader header, long nanos) {}

    /// Where rows are looked up, `check` knows.
    DriveOrphans(Drive drive, ShardCheck check, Scrub.Removal removal) {
        this.drive = drive;
        this.check = check;
        this.removal = removal;
    }

    /// Takes a shard that no row names.
    void suspect(ShardRef shard) {
        suspects.add(shard);
    }

    /// Finds those of the suspects that are orphans, forgets all of them, and removes the orphans
    /// that were found a grace period ago: an owner may have let go of them in the moment in which
    /// they were found. Removes nothing if `wanted` does not hold any more while reads are waited
    /// for.
    void remove(BooleanSupplier wanted) throws InterruptedException {
        try {
            long now = removal.grace().now();
            for (ShardHeader orphan : orphans()) {
                if (found.size() < FOUND_MAX) {
                    found.addLast(new Found(orphan, now));
                }
            }
        } finally {
            suspects.clear();
        }
        List<ShardHeader> due = due();
        if (!due.isEmpty() && removal.reads().awaitReaders(blobs(due), wanted)) {
            due.forEach(_ -> found.removeFirst());
            delete(due);
        }
    }

    private static Set<BlobId> blobs(List<ShardHeader> headers) {
        return headers.stream().map(header -> header.shard().blob()).collect(Collectors.toSet());
    }

    /// The first of those that were found, as far as their time has come.
    private List<ShardHeader> due() {
        return found.stream()
                .takeWhile(each -> removal.grace().isOver(each.nanos()))
                .map(Found::header)
                .toList();
    }

    private List<ShardHeader> orphans() {
        List<ShardHeader> headers =
                suspects.stream().map(this::header).flatMap(Optional::stream).toList();
        // What lies below a fence of before needs no other.
        if (!headers.stream().allMatch(this::isBelowFloor)) {
            floors = removal.fences().get();
        }
        return headers.stream()
                .filter(header -> isBelowFloor(header) && !check.isNamed(drive, header))
                .toList();
    }

    private Optional<ShardHeader> header(ShardRef shard) {
        try {
            return Optional.of(drive.store().header(shard));
        } catch (IOException e) {
            LOG.debug("{} is gone from {}, or does not say whose it is", shard, drive, e);
            return Optional.empty();
        }
    }

    private boolean isBelowFloor(ShardHeader header) {
        return header.owner().base() < floors.of(header.owner().bucket());
    }

    private void delete(List<ShardHeader> orphans) {
        long removed = 0;
        for (ShardHeader orphan : orphans) {
            removed += header(orphan.shard()).equals(Optional.of(orphan)) ? delete(orphan) : 0;
        }
        try {
            drive.store().syncDeletions();
        } catch (IOException e) {
            LOG.warn("cannot make deletions on {} durable", drive, e);
        }
        check.removed(removed);
        LOG.info("removed {} shards from {} that nothing refers to", removed, drive);
    }

    private int delete(ShardHeader orphan) {
        try {
            return drive.store().delete(orphan.shard()) ? 1 : 0;
        } catch (IOException e) {
            LOG.warn("cannot remove {} from {}; the next scrub will", orphan.shard(), drive, e);
            return 0;
        }
    }
}
