package io.cairn.blobs.heal;

import io.cairn.platform.Background;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.JsonFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes again what was lost with drives that were replaced: goes through the shards on all drives,
/// looks up the row of each, and heals those that name a drive which is gone. Also on those that
/// are to be filled: such a drive may have lost one directory only, and hold the last shards of
/// what another lost.
///
/// A drive says in `refill.json` how far that came for it; a new one says nothing. So nothing but
/// the drives' own files tells that there is something to do, and a crash at any moment is made up
/// for. Goes on where it stopped, page by page, each page only behind the healing of the one
/// before. A note is about one fill of the drive: a drive that is emptied again has a higher one,
/// and whatever an earlier filling notes about it, then or later, counts no more. Started once,
/// stopped once.
public final class DriveRefill {
    static final String NAME = "refill.json";
    private static final Logger LOG = LoggerFactory.getLogger(DriveRefill.class);
    private static final int PAGE = 512;
    private static final long RETRY_MILLIS = 1_000;
    private static final BlobId FIRST = new BlobId(new UUID(0, 0));

    private final List<LocalDrive> drives;
    private final Disk disk;
    private final Healer healer;
    private final Semaphore rounds = new Semaphore(1);
    private final Background thread = new Background("heal-refill", this::run);

    /// `drives` are those that are there, on `disk`; `healer` is started.
    public DriveRefill(Collection<LocalDrive> drives, Disk disk, Healer healer) {
        this.drives = drives.stream().sorted(Comparator.comparing(d -> d.id().toString())).toList();
        this.disk = disk;
        this.healer = healer;
    }

    /// What `refill.json` holds: whether all is done, or else the drive whose shards are gone
    /// through, and the blob from which on; and for which fill of the drive.
    record Note(boolean complete, String source, String blob, long fill) {}

    /// A drive that is to be filled, and its fill when that began.
    private record Unfilled(LocalDrive drive, long fill) {
        /// Whether it was emptied again meanwhile.
        boolean outdated() {
            return drive.health().lost() || drive.fill() != fill;
        }

        @Override
        public String toString() {
            return drive.toString();
        }
    }

    public void start() {
        thread.start();
    }

    /// A drive was emptied while the server runs: its shards are made again too.
    public void again() {
        rounds.release();
    }

    /// Waits until there is something to do, and does it; if that fails it is to be done again.
    private void run() throws IOException, InterruptedException {
        rounds.acquire();
        rounds.drainPermits();
        boolean done = false;
        try {
            if (thread.isOpen()) {
                round();
            }
            done = true;
        } finally {
            if (!done) {
                rounds.release();
            }
        }
    }

    private void round() throws IOException, InterruptedException {
        List<Unfilled> unfilled = new ArrayList<>();
        Note from = null;
        for (LocalDrive drive : drives) {
            long fill = drive.fill();
            Note note = read(drive, fill);
            if (!drive.health().lost() && !note.complete()) {
                unfilled.add(new Unfilled(drive, fill));
                from = from == null || isBefore(note, from) ? note : from;
            }
        }
        if (from != null) {
            refill(unfilled, from);
        }
    }

    private static boolean isBefore(Note one, Note other) {
        int order = one.source().compareTo(other.source());
        return order < 0 || order == 0 && one.blob().compareTo(other.blob()) < 0;
    }

    private void refill(List<Unfilled> unfilled, Note from)
            throws IOException, InterruptedException {
        boolean shards = anyShards();
        if (shards) {
            LOG.info("looking for what has to be made again since {} are new", unfilled);
        }
        for (LocalDrive source : drives) {
            int order = source.id().toString().compareTo(from.source());
            BlobId first = order == 0 ? BlobId.parse(from.blob()) : FIRST;
            if (order >= 0 && !source.health().lost() && !goThrough(source, first, unfilled)) {
                return;
            }
        }
        if (drives.stream().anyMatch(drive -> drive.health().lost())) {
            LOG.info("{} are looked at again once no other drive is lost", unfilled);
            write(unfilled, false, "", FIRST.toString());
            return;
        }
        write(unfilled, true, "", "");
        if (shards) {
            LOG.info("{} hold again what they should", unfilled);
        }
    }

    /// Whether any drive holds something; where all are new none does.
    private boolean anyShards() throws IOException {
        for (LocalDrive drive : drives) {
            if (!drive.health().lost()
                    && !drive.store().list(new ShardRef(FIRST, 0, 0), 1).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// False if the server stops, or a drive was emptied again: then [#again] is called too.
    private boolean goThrough(LocalDrive source, BlobId first, List<Unfilled> unfilled)
            throws IOException, InterruptedException {
        ShardRef from = new ShardRef(first, 0, 0);
        while (true) {
            List<ShardRef> page = source.store().list(from, PAGE);
            if (page.isEmpty()) {
                return true;
            }
            List<Damage> lacking = new ArrayList<>();
            Set<BlobId> seen = new HashSet<>();
            for (ShardRef shard : page) {
                Optional<Damage> damage =
                        seen.add(shard.blob()) ? damage(source, shard) : Optional.empty();
                if (damage.isPresent() && lacksShards(damage.get(), unfilled)) {
                    lacking.add(damage.get());
                }
            }
            if (!thread.isOpen() || !healer.heal(lacking)) {
                return false;
            }
            if (unfilled.stream().anyMatch(Unfilled::outdated)) {
                LOG.info("a drive was emptied while it was filled: that begins again");
                return false;
            }
            ShardRef last = page.getLast();
            from = new ShardRef(last.blob(), last.index() + 1, 0);
            write(unfilled, false, source.id().toString(), last.blob().toString());
        }
    }

    /// What the shard says of its blob; none if it cannot be read: the blob's others say it too.
    private static Optional<Damage> damage(LocalDrive source, ShardRef shard) throws IOException {
        try {
            ShardOwner owner = source.store().header(shard).owner();
            return Optional.of(
                    new Damage(
                            shard.blob(),
                            owner.bucketId(),
                            owner.bucket(),
                            owner.key().value(),
                            List.of(),
                            "on a drive that is gone"));
        } catch (IOException e) {
            // The blob's shards on other drives tell of it too.
            LOG.debug("passing over {} on {}", shard, source, e);
            return Optional.empty();
        }
    }

    private boolean lacksShards(Damage damage, List<Unfilled> unfilled)
            throws InterruptedException {
        while (thread.isOpen()) {
            try {
                Optional<Blob> blob = healer.find(damage);
                return blob.isPresent()
                        && (healer.lacksShards(blob.get()) || isGone(blob.get(), unfilled));
            } catch (RowsUnavailableException e) {
                LOG.debug("asking for {} again", damage, e);
                thread.pause(RETRY_MILLIS);
            }
        }
        return false;
    }

    /// Whether a shard is not on the new drive where its row says it is: the drive was emptied
    /// under the server and kept its id.
    private static boolean isGone(Blob blob, List<Unfilled> unfilled) {
        for (int index = 0; index < blob.shards().size(); index++) {
            ShardPlace place = blob.shards().get(index);
            for (Unfilled each : unfilled) {
                LocalDrive drive = each.drive();
                if (drive.id().equals(place.drive())) {
                    try {
                        drive.store().header(new ShardRef(blob.id(), index, place.generation()));
                    } catch (IOException e) {
                        LOG.debug("{} lacks a shard of {}", drive, blob.id(), e);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private JsonFile<Note> file(LocalDrive drive) {
        return new JsonFile<>(disk, drive.directory(), NAME, Note.class);
    }

    private Note read(LocalDrive drive, long fill) {
        Note nothing = new Note(false, "", FIRST.toString(), fill);
        try {
            return file(drive).read().filter(note -> note.fill() == fill).orElse(nothing);
        } catch (IOException e) {
            LOG.warn("{} on {} cannot be read; all is looked at again", NAME, drive, e);
            return nothing;
        }
    }

    private void write(List<Unfilled> unfilled, boolean complete, String source, String blob)
            throws IOException {
        for (Unfilled each : unfilled) {
            if (!each.outdated()) {
                file(each.drive()).write(new Note(complete, source, blob, each.fill()));
            }
        }
    }

    /// Makes the thread end soon. The healer has to be stopped too: it may be waited for.
    public void stop() {
        thread.stop();
        rounds.release();
    }

    /// Waits for the thread until `deadlineNanos`.
    public void awaitEnd(long deadlineNanos) {
        thread.awaitEnd(deadlineNanos);
    }
}
