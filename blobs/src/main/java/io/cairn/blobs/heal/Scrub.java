package io.cairn.blobs.heal;

import io.cairn.blobs.Healing;
import io.cairn.platform.Deadline;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.reclaim.Grace;
import io.cairn.shard.reclaim.ReadTracker;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Reads everything on all drives once in a period, each drive by a thread of its own, reports what
/// is bad or missing, and removes what nothing refers to. Started once, stopped once.
public final class Scrub {
    /// How long a drive may take for what another drive's thread asks of it.
    private static final Duration STALL = Duration.ofSeconds(10);

    private final Totals totals = new Totals();
    private final List<DriveScrub> scrubs;

    /// `drives` are those that are there, on `disk`; where blobs belong is asked of `healer`.
    public Scrub(
            Collection<LocalDrive> drives,
            Disk disk,
            Healer healer,
            DamageReports reports,
            Removal removal,
            Journals journals,
            Schedule schedule) {
        ShardCheck check =
                new ShardCheck(List.copyOf(drives), healer::find, reports, totals, STALL);
        this.scrubs =
                drives.stream()
                        .map(drive ->
                                new DriveScrub(drive, disk, check, removal, journals, schedule))
                        .toList();
    }

    /// What tells orphans from shards in use: fences that late events cannot pass, the reads that
    /// run, and how long what was let go of is kept.
    public record Removal(Supplier<BlobRows.Floors> fences, ReadTracker reads, Grace grace) {}

    /// What reads the copies of the log.
    public interface Journals {
        /// Reads what the drive holds of the log, at `pace`, and has it repaired if it is damaged.
        /// Throws InterruptedIOException if `pace` is closed before the end.
        void scrub(LocalDrive drive, Healing.Pace pace) throws InterruptedIOException;
    }

    /// Within which time everything is read once; `clock` says when it has passed, nothing else.
    public record Schedule(Duration period, Clock clock) {}

    /// What was read since the start, how many damaged shards were reported, and how many that
    /// nothing refers to were removed.
    public record Progress(long shards, long bytes, long damaged, long removed) {}

    /// The same while it is counted.
    static final class Totals {
        final AtomicLong shards = new AtomicLong();
        final AtomicLong bytes = new AtomicLong();
        final AtomicLong damaged = new AtomicLong();
        final AtomicLong removed = new AtomicLong();
    }

    public void start() {
        scrubs.forEach(DriveScrub::start);
    }

    public Progress progress() {
        return new Progress(
                totals.shards.get(),
                totals.bytes.get(),
                totals.damaged.get(),
                totals.removed.get());
    }

    /// Makes all threads end soon.
    public void stop() {
        scrubs.forEach(DriveScrub::stop);
    }

    /// Waits for the threads until `deadline`, but not for a drive that hangs.
    public void awaitEnd(Deadline deadline) {
        scrubs.forEach(scrub -> scrub.awaitEnd(deadline));
    }
}
