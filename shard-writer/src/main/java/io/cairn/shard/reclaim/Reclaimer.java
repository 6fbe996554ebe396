package io.cairn.shard.reclaim;

import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes shards that the fold let go of: exactly the named generations, and only when the event
/// that let go of them is durable and no read that began before the record came still runs.
public final class Reclaimer {
    private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

    private final Map<DriveId, Drive> drives = new LinkedHashMap<>();
    private final ReadTracker reads;
    private final DurablePositions positions;

    public Reclaimer(Collection<Drive> drives, ReadTracker reads, DurablePositions positions) {
        drives.forEach(drive -> this.drives.put(drive.id(), drive));
        this.reads = reads;
        this.positions = positions;
    }

    /// Takes records over: reads that begin from now on do not hold them back.
    public Batch receive(List<ReclaimRecord> records) {
        return new Batch(reads.advance(), records);
    }

    /// Removes the batch's shards, durably, if they may go; false if they may not yet. Idempotent.
    /// A shard that cannot be removed is logged and passed over.
    public boolean tryReclaim(Batch batch) {
        boolean ready =
                reads.isQuiet(batch.readEpoch())
                        && batch.records().stream()
                                .allMatch(r -> positions.isDurable(r.partition(), r.position()));
        if (ready) {
            Set<Drive> touched = new LinkedHashSet<>();
            for (ReclaimRecord record : batch.records()) {
                Drive drive = drives.get(record.drive());
                if (drive == null) {
                    LOG.info("shards on absent drive {} are not reclaimed", record.drive());
                } else {
                    record.shards().forEach(shard -> delete(drive, shard));
                    touched.add(drive);
                }
            }
            touched.forEach(Reclaimer::sync);
        }
        return ready;
    }

    private static void delete(Drive drive, ShardRef shard) {
        try {
            drive.store().delete(shard);
        } catch (IOException e) {
            LOG.warn("cannot remove {} from {}", shard, drive, e);
        }
    }

    private static void sync(Drive drive) {
        try {
            drive.store().syncDeletions();
        } catch (IOException e) {
            LOG.warn("cannot make deletions on {} durable", drive, e);
        }
    }

    /// Records that came together, and the last epoch of reads that may know their shards.
    public record Batch(long readEpoch, List<ReclaimRecord> records) {
        public Batch {
            records = List.copyOf(records);
        }
    }
}
