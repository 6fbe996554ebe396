package io.cairn.blobs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.shard.Drive;
import io.cairn.shard.DriveFullException;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardWrite;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One shard of a blob that is being written. Its steps run on the drive's threads, one at a time.
///
/// It fails once and for ever: by an error, or because it was given up. Whatever it has written by
/// then is removed, by the step that still runs or, if none runs, by a thread of the drive. So a
/// shard that was reported missing never stays, and a drive that hangs can hold a shard but not a
/// request.
final class PendingShard {
    private static final Logger LOG = LoggerFactory.getLogger(PendingShard.class);

    private final Drive drive;
    private final NewShard shard;
    private final MonotonicClock clock;

    // Touched by the running step, or by whoever fails an idle shard.
    private @Nullable ShardWrite write;
    private boolean committed;

    @GuardedBy("this")
    private boolean running;

    @GuardedBy("this")
    private boolean undone;

    @GuardedBy("this")
    private @Nullable String failure;

    @GuardedBy("this")
    private boolean full;

    PendingShard(Drive drive, NewShard shard, MonotonicClock clock) {
        this.clock = clock;
        this.drive = drive;
        this.shard = shard;
    }

    /// Writes the whole shard in one step; counts down `done` at its end, whatever it is. A store
    /// that takes it at once answers on a thread of its own; else a thread of the drive waits.
    void writeWhole(byte[] bytes, int offset, int length, CountDownLatch done) {
        if (!begin(done)) {
            return;
        }
        boolean taken = false;
        @Nullable String error = null;
        long begunNanos = clock.nanos();
        try {
            taken =
                    drive.store()
                            .submit(
                                    shard,
                                    bytes,
                                    offset,
                                    length,
                                    failure -> ended(failure, begunNanos, done));
        } catch (IOException e) {
            error = noteFailure(e);
        }
        if (error != null) {
            end(error, done);
        } else if (!taken) {
            execute(
                    () -> {
                        drive.store().write(shard, bytes, offset, length);
                        committed = true;
                    },
                    done);
        }
    }

    /// Adds to the shard and, with `last`, ends it, in one step; counts down `done` at its end.
    void append(byte[] bytes, int offset, int length, boolean last, CountDownLatch done) {
        if (begin(done)) {
            execute(() -> appendNow(bytes, offset, length, last), done);
        }
    }

    /// Gives the shard up, unless it has failed already.
    void abandon(String reason) {
        boolean idle;
        synchronized (this) {
            if (failure == null) {
                failure = reason;
            }
            idle = claimUndo();
        }
        if (idle) {
            drive.executors().leftover(this::undo);
        }
    }

    /// Gives the shard up if a step is still running.
    void abandonIfRunning(String reason) {
        boolean late;
        synchronized (this) {
            late = running;
        }
        if (late) {
            drive.health().noteWrite(false);
            abandon(reason);
        }
    }

    synchronized boolean failed() {
        return failure != null;
    }

    /// Whether the drive refused because it is full.
    synchronized boolean full() {
        return full;
    }

    /// Why it failed, for people.
    synchronized String failure() {
        return drive + ": " + failure;
    }

    ShardPlace place() {
        return new ShardPlace(drive.id(), shard.shard().generation(), failed());
    }

    /// False if it has failed before.
    private boolean begin(CountDownLatch done) {
        synchronized (this) {
            running = failure == null;
            if (running) {
                return true;
            }
        }
        done.countDown();
        return false;
    }

    private void execute(Step step, CountDownLatch done) {
        try {
            drive.executors().write(() -> run(step, done));
        } catch (RejectedExecutionException e) {
            end("too many writes wait for the drive", done);
        }
    }

    private void run(Step step, CountDownLatch done) {
        @Nullable String error = "the write broke off";
        try {
            if (!failed()) {
                long begunNanos = clock.nanos();
                step.run();
                error = null;
                noteSuccess(begunNanos);
            }
        } catch (IOException e) {
            error = noteFailure(e);
        } finally {
            end(error, done);
        }
    }

    private void noteSuccess(long begunNanos) {
        drive.health().noteWrite(true);
        drive.health().times().noteWrite(clock.nanos() - begunNanos);
    }

    /// A refusal for lack of space says nothing against the drive.
    private String noteFailure(IOException e) {
        if (e instanceof DriveFullException) {
            synchronized (this) {
                full = true;
            }
        } else {
            LOG.warn("cannot write {} to {}", shard.shard(), drive, e);
            drive.health().noteWrite(false);
        }
        return e.toString();
    }

    /// Called by the store's own thread, which must not wait: what there is to undo is left to a
    /// thread of the drive.
    private void ended(@Nullable IOException failure, long begunNanos, CountDownLatch done) {
        @Nullable String error = null;
        if (failure == null) {
            committed = true;
            noteSuccess(begunNanos);
        } else {
            error = noteFailure(failure);
        }
        if (endRunning(error)) {
            drive.executors().leftover(this::undo);
        }
        done.countDown();
    }

    private void end(@Nullable String error, CountDownLatch done) {
        if (endRunning(error)) {
            undo();
        }
        done.countDown();
    }

    /// Whether what was written is to be undone, by the caller.
    private synchronized boolean endRunning(@Nullable String error) {
        running = false;
        if (failure == null) {
            failure = error;
        }
        return failure != null && claimUndo();
    }

    private synchronized boolean claimUndo() {
        boolean claimed = !running && !undone;
        undone |= claimed;
        return claimed;
    }

    private void appendNow(byte[] bytes, int offset, int length, boolean last) throws IOException {
        ShardWrite open = write;
        if (open == null) {
            open = drive.store().create(shard);
            write = open;
        }
        open.append(bytes, offset, length);
        if (last) {
            open.commit();
            committed = true;
        }
    }

    private void undo() {
        ShardWrite open = write;
        if (open != null) {
            open.abort();
        }
        if (committed) {
            try {
                drive.store().delete(shard.shard());
            } catch (IOException e) {
                LOG.warn("cannot remove {} from {}", shard.shard(), drive, e);
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
