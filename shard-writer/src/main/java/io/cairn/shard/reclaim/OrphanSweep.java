package io.cairn.shard.reclaim;

import io.cairn.platform.AbandonableTask;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.ShardHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the shards that earlier boots left without an owner: their writer died between making
/// them durable and appending the event. What this boot leaves is found by scrubs. Run once at
/// start, after the fold has caught up with everything that earlier boots appended; shards written
/// by this boot are never looked at, so it may run beside new requests. A shard without an owner
/// may have had one a moment ago, when a read that still runs looked it up: it is only removed when
/// no such read is left, however long that takes. Each drive is swept on a thread of its own, so
/// that one that hangs keeps none of the others, and one that waits keeps no write.
public final class OrphanSweep {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);
    private static final long POLL_MILLIS = 50;
    private static final int BATCH = 4_096;

    private final List<LocalDrive> drives;
    private final Supplier<BlobReferences> references;
    private final ReadTracker reads;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /// A sweep of `drives`. Each drive's thread gets `references` of its own.
    public OrphanSweep(
            Collection<LocalDrive> drives, Supplier<BlobReferences> references, ReadTracker reads) {
        this.drives = List.copyOf(drives);
        this.references = references;
        this.reads = reads;
    }

    /// Sweeps all drives. A drive whose sweep fails or is stopped is swept again at the next start.
    /// If the caller is interrupted, all sweeps are stopped.
    public Result run() {
        List<AbandonableTask<Result>> sweeps = new ArrayList<>();
        for (LocalDrive drive : drives) {
            AbandonableTask<Result> sweep =
                    new AbandonableTask<>(
                            () -> sweep(drive),
                            failure -> LOG.error("the sweep of {} failed", drive, failure));
            Thread.ofPlatform().name("cairn-sweep-" + drive.id()).daemon().start(sweep);
            sweeps.add(sweep);
        }
        Result total = new Result(0, 0);
        for (AbandonableTask<Result> sweep : sweeps) {
            total = total.plus(await(sweep));
        }
        if (total.removed() > 0) {
            LOG.info("removed {} of {} shards of earlier boots", total.removed(), total.seen());
        }
        return total;
    }

    private Result sweep(LocalDrive drive) {
        Counter counter = new Counter(drive, references.get());
        try {
            drive.store().forEachUnswept(counter::visit);
            counter.removeOrphans();
            drive.store().syncDeletions();
            drive.store().markSwept();
        } catch (StoppedException e) {
            LOG.info("the sweep of {} was stopped; the next start will sweep it", drive);
        } catch (IOException e) {
            LOG.warn("cannot sweep {}; the next start will", drive, e);
        }
        return new Result(counter.seen, counter.removed);
    }

    /// What a sweep came to; nothing if it has not ended when all are stopped.
    private Result await(AbandonableTask<Result> sweep) {
        try {
            while (!sweep.isDone() && !stopped.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                Thread.onSpinWait();
            }
            if (sweep.isDone()) {
                return sweep.get();
            }
            sweep.abandon();
            return new Result(0, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
            sweep.abandon();
            return new Result(0, 0);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /// Makes [#run] return soon.
    public void stop() {
        stopped.countDown();
    }

    /// How many shards of earlier boots were seen and removed.
    public record Result(long seen, long removed) {
        Result plus(Result other) {
            return new Result(seen + other.seen, removed + other.removed);
        }
    }

    private final class Counter {
        private final LocalDrive drive;
        private final BlobReferences references;
        private final List<ShardRef> orphans = new ArrayList<>();
        private long seen;
        private long removed;

        Counter(LocalDrive drive, BlobReferences references) {
            this.drive = drive;
            this.references = references;
        }

        void visit(ShardHeader header) throws IOException {
            if (stopped.getCount() == 0) {
                throw new StoppedException();
            }
            seen++;
            if (!references.refersTo(header)) {
                LOG.debug("{} on {} has no owner", header, drive);
                orphans.add(header.shard());
            }
            if (orphans.size() == BATCH) {
                removeOrphans();
            }
        }

        /// Removes what was collected, once no read that may have seen its owner runs.
        void removeOrphans() throws IOException {
            if (orphans.isEmpty()) {
                return;
            }
            awaitReaders();
            for (ShardRef orphan : orphans) {
                removed += drive.store().delete(orphan) ? 1 : 0;
            }
            orphans.clear();
        }

        private void awaitReaders() throws StoppedException {
            try {
                boolean ended =
                        reads.awaitReaders(
                                orphans.stream().map(ShardRef::blob).collect(Collectors.toSet()),
                                () -> stopped.getCount() > 0);
                if (!ended || stopped.getCount() == 0) {
                    throw new StoppedException();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            }
        }
    }

    private static final class StoppedException extends IOException {
        private static final long serialVersionUID = 1;
    }
}
