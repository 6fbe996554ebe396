package io.cairn.blobs.heal;

import io.cairn.blobs.Healing;
import io.cairn.blobs.heal.BlobHealer.Healed;
import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.Throttle;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.ShardPlace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Heals the blobs that it is told of, the most endangered first, a few at a time. A hint of which
/// nothing comes is kept in the [DamageReports] and tried again, after a while and after the next
/// start; the log says why now and then. Started once, stopped once.
public final class Healer {
    private static final Logger LOG = LoggerFactory.getLogger(Healer.class);
    private static final int THREADS = 4;
    private static final int QUEUED_MAX = 10_000;
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final int DOUBLINGS_MAX = 8;

    /// A report of a write may come long before its event: this many looks take half a minute.
    private static final int LOOKS_UNTIL_GONE = 5;

    /// How often a blob is tried before the log says why it is not healed.
    private static final int TRIES_UNTIL_STUCK = 3;

    private static final Duration STUCK_LOG_EVERY = Duration.ofMinutes(3);
    private static final Duration LOG_EVERY = Duration.ofSeconds(5);
    private static final long MEBIBYTE = 1 << 20;

    private final BlobHealer blobs;
    private final Set<DriveId> drives;
    private final DamageReports reports;
    private final HealQueue queue;
    private final List<Background> threads = new ArrayList<>();
    private final AtomicLong healedBlobs = new AtomicLong();
    private final AtomicLong healedShards = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Throttle progressLog;
    private final Throttle lostLog;
    private final Throttle stuckLog;
    private final Throttle unknownLog;
    private final Throttle mistakeLog;
    private volatile String obstacle = "";

    /// `drives` are those that are there; `clock` says when something is tried again.
    public Healer(
            BlobRows rows,
            Healing healing,
            TimeOrderedIds ids,
            Set<DriveId> drives,
            DamageReports reports,
            MonotonicClock clock) {
        this.queue = new HealQueue(QUEUED_MAX, clock);
        this.progressLog = Throttle.later(LOG_EVERY, clock);
        this.lostLog = Throttle.fromNow(LOG_EVERY, clock);
        this.stuckLog = Throttle.fromNow(STUCK_LOG_EVERY, clock);
        this.unknownLog = Throttle.fromNow(LOG_EVERY, clock);
        this.mistakeLog = Throttle.fromNow(LOG_EVERY, clock);
        this.blobs = new BlobHealer(rows, healing, ids);
        this.drives = Set.copyOf(drives);
        this.reports = reports;
        for (int number = 0; number < THREADS; number++) {
            threads.add(new Background("heal-" + number, this::next));
        }
    }

    /// How far it came since the start: blobs and shards healed, bytes read and written for that,
    /// blobs that are to be looked at, blobs of which too little is left, and why some blob could
    /// not be healed again and again, if one could not.
    public record Progress(
            long blobs, long shards, long bytes, int remaining, long lost, String obstacle) {}

    public void start() {
        threads.forEach(Background::start);
    }

    /// Takes a hint that is kept in the reports; waits while too many are under way. False once the
    /// healer is stopped.
    public boolean reported(Damage damage) throws InterruptedException {
        return queue.offer(damage, spare(damage), true);
    }

    /// Whether it has so much to do that it forgot hints which are kept in the reports: all of them
    /// are to be given once more, after a while. Says so once.
    public boolean forgotSome() {
        return queue.forgotSome();
    }

    /// Takes hints that are kept nowhere, and waits until each blob was looked at: what then still
    /// needs healing is kept in the reports for good. False if the healer was stopped first.
    boolean heal(Collection<Damage> damages) throws InterruptedException {
        for (Damage damage : damages) {
            if (!queue.offer(damage, spare(damage), false)) {
                return false;
            }
        }
        return queue.awaitLookedAt(damages.stream().map(Damage::blob).toList());
    }

    public Progress progress() {
        return new Progress(
                healedBlobs.get(),
                healedShards.get(),
                bytes.get(),
                queue.size(),
                lost.get(),
                obstacle);
    }

    /// The row that a hint is about.
    Optional<Blob> find(Damage damage) {
        return blobs.find(damage).map(HeldBlob::blob);
    }

    /// Whether shards of the blob are known not to be there, without a look at any.
    boolean lacksShards(Blob blob) {
        return blob.shards().stream().anyMatch(this::isAbsent);
    }

    private boolean isAbsent(ShardPlace place) {
        return place.missing() || !drives.contains(place.drive());
    }

    /// How many shards the blob of a hint may lose still; none if that cannot be said.
    private int spare(Damage damage) {
        try {
            return find(damage).map(blob -> spare(blob, damage)).orElse(0);
        } catch (RowsUnavailableException e) {
            return 0;
        }
    }

    private int spare(Blob blob, Damage damage) {
        int good = 0;
        for (int index = 0; index < blob.shards().size(); index++) {
            boolean bad = isAbsent(blob.shards().get(index)) || damage.shards().contains(index);
            good += bad ? 0 : 1;
        }
        return good - blob.dataShards();
    }

    private void next() throws InterruptedException {
        Optional<HealQueue.Entry> next = queue.take();
        if (next.isPresent()) {
            heal(next.get());
            log();
        }
    }

    private void heal(HealQueue.Entry entry) throws InterruptedException {
        switch (tried(entry)) {
            case Healed.Gone() -> {
                if (entry.reported() && entry.attempts() < LOOKS_UNTIL_GONE) {
                    queue.later(entry, entry.reported(), delay(entry));
                } else {
                    settle(entry);
                }
            }
            case Healed.Whole() -> settle(entry);
            case Healed.Done(int shards, long moved, String rest) -> {
                healedBlobs.incrementAndGet();
                healedShards.addAndGet(shards);
                bytes.addAndGet(moved);
                if (rest.isEmpty()) {
                    settle(entry);
                } else {
                    postpone(entry, rest);
                }
            }
            case Healed.Later(String reason) -> postpone(entry, reason);
            case Healed.Unknown(String reason) -> {
                logUnknown(entry, reason);
                postpone(entry, reason);
            }
            case Healed.Lost(String reason) -> {
                logLost(entry.damage(), reason);
                if (kept(entry)) {
                    queue.done(entry);
                } else {
                    queue.later(entry, false, FIRST_DELAY.toNanos());
                }
            }
        }
    }

    /// This thread has to outlive whatever happens to one blob.
    private Healed tried(HealQueue.Entry entry) throws InterruptedException {
        FutureTask<Healed> healing = new FutureTask<>(() -> blobs.heal(entry.damage()));
        healing.run();
        try {
            return healing.get();
        } catch (ExecutionException e) {
            logBrokenOff(entry, Objects.requireNonNull(e.getCause()));
            return new Healed.Later(String.valueOf(e.getCause()));
        }
    }

    /// What neither a drive throws nor the rows while they cannot be read may be a mistake of ours:
    /// it is said with its place.
    private void logBrokenOff(HealQueue.Entry entry, Throwable cause) {
        boolean expected =
                cause instanceof IOException || cause instanceof RowsUnavailableException;
        if (!expected && mistakeLog.isDue()) {
            LOG.error("healing blob {} failed; it is tried again", entry.blob(), cause);
        } else {
            LOG.debug("healing blob {} broke off", entry.blob(), cause);
        }
    }

    private void settle(HealQueue.Entry entry) {
        if (entry.reported()) {
            reports.settled(entry.blob());
        }
        queue.done(entry);
    }

    private void postpone(HealQueue.Entry entry, String reason) throws InterruptedException {
        LOG.debug("blob {} is healed later: {}", entry.blob(), reason);
        if (entry.attempts() + 1 >= TRIES_UNTIL_STUCK) {
            logStuck(entry, reason);
        }
        boolean kept = kept(entry);
        queue.later(entry, kept, kept ? delay(entry) : FIRST_DELAY.toNanos());
    }

    /// Whether the hint is kept in the reports, where it is found again after any crash.
    private boolean kept(HealQueue.Entry entry) throws InterruptedException {
        return entry.reported() || reports.keep(entry.damage());
    }

    private static long delay(HealQueue.Entry entry) {
        return FIRST_DELAY.toNanos() << Math.min(entry.attempts(), DOUBLINGS_MAX);
    }

    private void logLost(Damage damage, String reason) {
        long count = lost.incrementAndGet();
        if (lostLog.isDue()) {
            LOG.error(
                    "blob {} of {}/{} cannot be healed: {}; {} since the start",
                    damage.blob(),
                    damage.bucket(),
                    damage.key(),
                    reason,
                    count);
        }
    }

    private void logUnknown(HealQueue.Entry entry, String reason) {
        if (unknownLog.isDue()) {
            LOG.warn(
                    "it is not known yet whether the log took the new places of blob {}: {}; its"
                            + " new shards stay, and it is looked at again later",
                    entry.blob(),
                    reason);
        }
    }

    private void logStuck(HealQueue.Entry entry, String reason) {
        obstacle = reason;
        if (stuckLog.isDue()) {
            LOG.warn(
                    "blob {} of {}/{} is still not healed: {}; tried {} times, {} blobs to go",
                    entry.blob(),
                    entry.damage().bucket(),
                    entry.damage().key(),
                    reason,
                    entry.attempts() + 1,
                    queue.size());
        }
    }

    private void log() {
        if (progressLog.isDue()) {
            Progress progress = progress();
            LOG.info(
                    "healed {} shards of {} objects and parts, {} MiB read and written; {} to go",
                    progress.shards(),
                    progress.blobs(),
                    progress.bytes() / MEBIBYTE,
                    progress.remaining());
        }
    }

    /// Makes all threads end soon, and lets nobody wait any longer for what they would do.
    public void stop() {
        threads.forEach(Background::stop);
        queue.close();
    }

    /// Waits for the threads until `deadline`.
    public void awaitEnd(Deadline deadline) {
        threads.forEach(thread -> thread.awaitEnd(deadline));
    }
}
