package io.cairn.shard.reclaim;

import io.cairn.shard.Drive;
import io.cairn.shard.ShardHeader;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes the shards that earlier boots left without an owner: their writer died between making
/// them durable and appending the event. Run once at start, after the fold has caught up with
/// everything that earlier boots appended; shards written by this boot are never looked at, so it
/// may run beside new requests.
public final class OrphanSweep {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

    private final List<Drive> drives;
    private final BlobReferences references;
    private volatile boolean stopped;

    public OrphanSweep(Collection<Drive> drives, BlobReferences references) {
        this.drives = List.copyOf(drives);
        this.references = references;
    }

    /// Sweeps all drives. A drive whose sweep fails or is stopped is swept again at the next start.
    public Result run() {
        Result total = new Result(0, 0);
        for (Drive drive : drives) {
            Counter counter = new Counter(drive);
            try {
                drive.store().forEachUnswept(counter::visit);
                drive.store().syncDeletions();
                drive.store().markSwept();
            } catch (StoppedException e) {
                LOG.info("the sweep of {} was stopped", drive);
            } catch (IOException e) {
                LOG.warn("cannot sweep {}; the next start will", drive, e);
            }
            total = new Result(total.seen() + counter.seen, total.removed() + counter.removed);
        }
        if (total.removed() > 0) {
            LOG.info("removed {} of {} shards of earlier boots", total.removed(), total.seen());
        }
        return total;
    }

    /// Makes [#run] return soon.
    public void stop() {
        stopped = true;
    }

    /// How many shards of earlier boots were seen and removed.
    public record Result(long seen, long removed) {}

    private final class Counter {
        private final Drive drive;
        private long seen;
        private long removed;

        Counter(Drive drive) {
            this.drive = drive;
        }

        void visit(ShardHeader header) throws IOException {
            if (stopped) {
                throw new StoppedException();
            }
            seen++;
            if (!references.refersTo(header)) {
                LOG.debug("{} on {} has no owner", header, drive);
                removed += drive.store().delete(header.shard()) ? 1 : 0;
            }
        }
    }

    private static final class StoppedException extends IOException {
        private static final long serialVersionUID = 1;
    }
}
