package io.cairn.shard.reclaim;

import io.cairn.platform.AbandonableTask;
import io.cairn.platform.Deadline;
import io.cairn.schemas.DriveId;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one drive does to reclaim. Its steps run on the drive's own threads, one at a time, so that
/// a drive that does not answer holds up nobody else.
///
/// A drive of which a step takes too long, or that takes no more of them, is behind: it is left out
/// until it begins again where the drive stopped. Used by one thread.
final class DriveReclaim {
    private static final Logger LOG = LoggerFactory.getLogger(DriveReclaim.class);

    private final LocalDrive drive;
    private final Disk disk;
    private final ReadTracker reads;
    private AbandonableTask<Boolean> step;
    private boolean behind = true;

    // Touched by the running step, or by the caller while none runs.
    private @Nullable ReclaimProgress progress;

    DriveReclaim(LocalDrive drive, Disk disk, ReadTracker reads) {
        this.drive = drive;
        this.disk = disk;
        this.reads = reads;
        this.step = new AbandonableTask<>(() -> true, failure -> {});
        this.step.cancel(false);
    }

    DriveId drive() {
        return drive.id();
    }

    /// Begins, or begins again, to follow the log whose topic id is `topicId`.
    void begin(UUID topicId) {
        behind = !submit(() -> progress = ReclaimProgress.of(drive, disk, topicId, reads));
    }

    /// Begins a step, unless the drive is behind.
    void begin(Consumer<ReclaimProgress> work) {
        ReclaimProgress asked = behind ? null : progress;
        if (asked != null && !submit(() -> work.accept(asked))) {
            leaveBehind();
        }
    }

    /// Waits for the step that was begun, until `deadline`. Throws what it threw.
    void await(Deadline deadline) {
        if (behind) {
            return;
        }
        try {
            step.get(deadline.leftNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            leaveBehind();
        } catch (ExecutionException e) {
            throw new IllegalStateException("reclaiming on " + drive, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leaveBehind();
        }
    }

    /// Whether it is behind and could go on now.
    boolean canCatchUp() {
        return behind && isIdle();
    }

    /// The offset of the first record of `partition` that it has not applied; beyond all while it
    /// cannot be asked.
    long next(int partition) {
        ReclaimProgress asked = isIdle() ? progress : null;
        return asked == null ? Long.MAX_VALUE : asked.next(partition);
    }

    /// How many shards it has left because they are being read; 0 while it cannot be asked.
    int readCount() {
        ReclaimProgress asked = isIdle() ? progress : null;
        return asked == null ? 0 : asked.readCount();
    }

    private boolean isIdle() {
        return step.isDone();
    }

    private void leaveBehind() {
        behind = true;
        step.abandon();
        LOG.warn(
                "{} takes too long to reclaim; once it answers it goes on where it stopped", drive);
    }

    /// It failed when nobody waited for it any more.
    private void failed(Throwable failure) {
        LOG.error("reclaiming on {} failed", drive, failure);
    }

    private boolean submit(Runnable work) {
        if (!isIdle()) {
            return false;
        }
        AbandonableTask<Boolean> next =
                new AbandonableTask<>(
                        () -> {
                            work.run();
                            return true;
                        },
                        this::failed);
        try {
            drive.executors().write(next);
        } catch (RejectedExecutionException e) {
            return false;
        }
        step = next;
        return true;
    }
}
