package io.cairn.api.heal;

import io.cairn.shard.Drive;
import io.cairn.shard.disk.Disk;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Reads everything on all drives once in a period, each drive by a thread of its own, and reports
/// what is bad or missing. Started once, stopped once.
public final class Scrub {
    /// How long a drive may take for what another drive's thread asks of it.
    private static final Duration STALL = Duration.ofSeconds(10);

    private final Totals totals = new Totals();
    private final List<DriveScrub> scrubs;

    /// `drives` are those that are there, on `disk`; where blobs belong is asked of `healer`.
    /// `clock` says when a period ends, nothing else.
    public Scrub(
            Collection<Drive> drives,
            Disk disk,
            Healer healer,
            DamageReports reports,
            Duration period,
            Clock clock) {
        ShardCheck check =
                new ShardCheck(List.copyOf(drives), healer::find, reports, totals, STALL);
        this.scrubs =
                drives.stream()
                        .map(drive -> new DriveScrub(drive, disk, check, period, clock))
                        .toList();
    }

    /// What was read since the start, and how many damaged shards were reported.
    public record Progress(long shards, long bytes, long damaged) {}

    /// The same while it is counted.
    static final class Totals {
        final AtomicLong shards = new AtomicLong();
        final AtomicLong bytes = new AtomicLong();
        final AtomicLong damaged = new AtomicLong();
    }

    public void start() {
        scrubs.forEach(DriveScrub::start);
    }

    public Progress progress() {
        return new Progress(totals.shards.get(), totals.bytes.get(), totals.damaged.get());
    }

    /// Makes all threads end soon.
    public void stop() {
        scrubs.forEach(DriveScrub::stop);
    }

    /// Waits for the threads until `deadlineNanos`, but not for a drive that hangs.
    public void awaitEnd(long deadlineNanos) {
        scrubs.forEach(scrub -> scrub.awaitEnd(deadlineNanos));
    }
}
