package io.cairn.shard.reclaim;

import io.cairn.platform.Deadline;
import io.cairn.schemas.DriveId;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Removes shards that the fold let go of: exactly the named generations, and only when the event
/// that let go of them is durable, no read that may need them still runs, and the record came a
/// grace period ago. Shards of a blob that is being read wait by themselves: the others go. Each
/// drive remembers how far it came; one that is not there now catches up when it is, and so does
/// one that hangs: the others go on without it. Used by one thread.
public final class Reclaimer {
    private static final int BATCHES_PER_SAVE = 64;

    /// How many shards may wait for reads of their blobs, about 100 bytes each, before all others
    /// wait behind them.
    private static final int READ_MAX = 100_000;

    private final List<DriveReclaim> reclaims;
    private final Duration stall;
    private final ReadTracker reads;
    private final LogDurability positions;
    private final Grace grace;
    private int unsavedBatches;

    /// `drives` are those that are there, on `disk`; a drive that takes longer than `stall` is not
    /// waited for.
    public Reclaimer(
            Collection<LocalDrive> drives,
            Disk disk,
            ReadTracker reads,
            LogDurability positions,
            Grace grace,
            Duration stall) {
        this.reclaims = drives.stream().map(drive -> new DriveReclaim(drive, disk, reads)).toList();
        this.stall = stall;
        this.reads = reads;
        this.positions = positions;
        this.grace = grace;
    }

    /// Begins, or begins again, to follow the log whose topic id is `topicId`, where the drives
    /// stopped.
    public void begin(UUID topicId) {
        reclaims.forEach(each -> each.begin(topicId));
        await();
    }

    /// Whether a drive that was left behind answers again: then [#begin] takes it along.
    public boolean shouldBeginAgain() {
        return reclaims.stream().anyMatch(DriveReclaim::canCatchUp);
    }

    /// The offset of the first record of `partition` that some drive, of those that answer, has not
    /// applied.
    public long next(int partition) {
        long next = reclaims.stream().mapToLong(each -> each.next(partition)).min().orElse(0);
        return next == Long.MAX_VALUE ? 0 : next;
    }

    /// Takes records over: reads that begin from now on do not hold them back. `next` are the
    /// offsets behind them.
    public Batch receive(List<Received> records, Map<Integer, Long> next) {
        return new Batch(reads.advance(), grace.now(), records, next);
    }

    /// Removes the batch's shards, if they may go; false if they may not yet. Idempotent. Batches
    /// are given in the order in which they were received. What cannot be removed is tried again by
    /// [#retry], and after the next start.
    public boolean tryReclaim(Batch batch) {
        boolean ready =
                grace.isOver(batch.receivedNanos())
                        && reads.isQuiet(batch.readEpoch())
                        && readCount() < READ_MAX
                        && batch.records().stream()
                                .map(Received::record)
                                .allMatch(r -> positions.isDurable(r.partition(), r.position()));
        if (ready) {
            for (DriveReclaim each : reclaims) {
                each.begin(progress -> apply(batch, each.drive(), progress));
            }
            await();
            if (++unsavedBatches >= BATCHES_PER_SAVE) {
                save();
            }
        }
        return ready;
    }

    /// Removes what was left because it was being read, where that is over.
    public void removeRead() {
        if (readCount() > 0) {
            reclaims.forEach(each -> each.begin(ReclaimProgress::removeRead));
            await();
        }
    }

    private int readCount() {
        return reclaims.stream().mapToInt(DriveReclaim::readCount).sum();
    }

    /// Tries once more what failed.
    public void retry() {
        reclaims.forEach(each -> each.begin(ReclaimProgress::retry));
        await();
    }

    /// Notes on the drives how far they came. May be left out: then some is done again.
    public void save() {
        unsavedBatches = 0;
        reclaims.forEach(each -> each.begin(ReclaimProgress::save));
        await();
    }

    private static void apply(Batch batch, DriveId drive, ReclaimProgress progress) {
        for (Received each : batch.records()) {
            if (each.record().drive().equals(drive)) {
                progress.apply(
                        each.partition(), each.offset(), each.record().shards(), batch.readEpoch());
            }
        }
        batch.next().forEach(progress::pass);
        progress.sync();
    }

    private void await() {
        Deadline deadline = Deadline.in(stall, grace.clock());
        reclaims.forEach(each -> each.await(deadline));
    }

    /// A record, and where in the log it is.
    public record Received(int partition, long offset, ReclaimRecord record) {}

    /// Records that came together, the last epoch of reads that may know their shards, the moment
    /// in which they came, and per partition of the log the offset behind them.
    public record Batch(
            long readEpoch, long receivedNanos, List<Received> records, Map<Integer, Long> next) {
        public Batch {
            records = List.copyOf(records);
            next = Map.copyOf(next);
        }

        /// How much is kept for it: itself, its records and their shards.
        public long size() {
            return 1 + records.stream().mapToLong(each -> 1 + each.record().shards().size()).sum();
        }
    }
}
