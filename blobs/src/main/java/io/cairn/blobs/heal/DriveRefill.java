package io.cairn.blobs.heal;

import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
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
/// and whatever an earlier filling notes about it, then or later, counts no more.
///
/// Every call of a drive runs on the drive's own threads and has a deadline. A drive that does not
/// answer, or fails, is left out for the rest of a round: the others are filled from the others.
/// What it may hold for them is looked at in a later round, and it is filled itself then.
///
/// Started once, stopped once.
public final class DriveRefill {
    static final String NAME = "refill.json";
    private static final Logger LOG = LoggerFactory.getLogger(DriveRefill.class);
    private static final int PAGE = 512;
    private static final long RETRY_MILLIS = 1_000;
    private static final Duration STALL = Duration.ofSeconds(10);
    private static final BlobId FIRST = new BlobId(new UUID(0, 0));

    private final List<LocalDrive> drives;
    private final Disk disk;
    private final Healer healer;
    private final Duration stall;
    private final Semaphore rounds = new Semaphore(1);

    // Used by the thread only: the drives that are left out of this round, as their notes cannot be
    // read or written or their shards not listed.
    private final Set<LocalDrive> silent = new HashSet<>();

    // Used by the thread only: from where on a drive was left out first as a source.
    private Optional<Place> skipped = Optional.empty();

    private final Background thread = new Background("heal-refill", this::run);

    /// `drives` are those that are there, on `disk`; `healer` is started.
    public DriveRefill(Collection<LocalDrive> drives, Disk disk, Healer healer) {
        this(drives, disk, healer, STALL);
    }

    /// A drive that takes `stall` or longer for a call is left out of a round.
    DriveRefill(Collection<LocalDrive> drives, Disk disk, Healer healer, Duration stall) {
        this.stall = stall;
        this.drives = drives.stream().sorted(Comparator.comparing(d -> d.id().toString())).toList();
        this.disk = disk;
        this.healer = healer;
    }

    /// What `refill.json` holds: whether all is done, or else the drive whose shards are gone
    /// through, and the blob from which on; and for which fill of the drive.
    record Note(boolean complete, String source, String blob, long fill) {}

    /// A drive whose shards are gone through, and the blob from which on.
    private record Place(LocalDrive source, BlobId blob) {}

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
    private void run() throws InterruptedException {
        awaitRound();
        silent.clear();
        skipped = Optional.empty();
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

    /// Waits for [#again], or until a drive that was left out may answer again.
    private void awaitRound() throws InterruptedException {
        if (silent.isEmpty()) {
            rounds.acquire();
            return;
        }
        boolean answers = false;
        while (!answers && !rounds.tryAcquire(stall.toNanos(), TimeUnit.NANOSECONDS)) {
            answers = silent.stream().anyMatch(drive -> !drive.health().stalled());
        }
    }

    private void round() throws InterruptedException {
        List<Unfilled> unfilled = new ArrayList<>();
        Optional<Note> from = Optional.empty();
        for (LocalDrive drive : drives) {
            long fill = drive.fill();
            Optional<Note> note =
                    ask(drive, () -> read(drive, fill)).filter(found -> !found.complete());
            if (!drive.health().lost() && note.isPresent()) {
                unfilled.add(new Unfilled(drive, fill));
                from = from.filter(first -> isBefore(first, note.get())).or(() -> note);
            }
        }
        if (from.isPresent()) {
            refill(unfilled, from.get());
        }
    }

    /// What the drive answers; none if it is left out of this round, from now on if it does not
    /// answer in time. A drive that is lost is not asked, and not left out: it is waited for.
    private <T> Optional<T> ask(LocalDrive drive, Supplier<T> question)
            throws InterruptedException {
        if (silent.contains(drive) || drive.health().lost()) {
            return Optional.empty();
        }
        Optional<T> answer = new DriveQuestion<>(drive, question).ask(stall);
        if (answer.isEmpty() && !drive.health().lost()) {
            leaveOut(drive);
        }
        return answer;
    }

    private void leaveOut(LocalDrive drive) {
        if (silent.add(drive)) {
            LOG.info("{} does not answer: the others are filled without it in this round", drive);
        }
    }

    private static boolean isBefore(Note one, Note other) {
        int order = one.source().compareTo(other.source());
        return order < 0 || order == 0 && one.blob().compareTo(other.blob()) < 0;
    }

    private void refill(List<Unfilled> unfilled, Note from) throws InterruptedException {
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
        if (skipped.isPresent()) {
            Place place = skipped.get();
            LOG.info("{} are looked at again once {} answers", unfilled, place.source());
            write(unfilled, false, place.source().id().toString(), place.blob().toString());
            return;
        }
        write(unfilled, true, "", "");
        if (shards) {
            LOG.info("{} hold again what they should", unfilled);
        }
    }

    /// Whether any drive holds something; where all are new none does.
    private boolean anyShards() throws InterruptedException {
        boolean any = false;
        for (LocalDrive drive : drives) {
            any = any || !page(drive, new ShardRef(FIRST, 0, 0), 1).isEmpty();
        }
        return any;
    }

    /// Some shards of the drive from `from` on; none also if it is left out of this round.
    private List<ShardRef> page(LocalDrive drive, ShardRef from, int max)
            throws InterruptedException {
        Optional<List<ShardRef>> page =
                ask(drive, () -> list(drive, from, max)).flatMap(Function.identity());
        if (page.isEmpty() && !drive.health().lost()) {
            leaveOut(drive);
        }
        return page.orElse(List.of());
    }

    private static Optional<List<ShardRef>> list(LocalDrive drive, ShardRef from, int max) {
        try {
            return Optional.of(drive.store().list(from, max));
        } catch (IOException e) {
            LOG.warn("cannot list the shards of {}", drive, e);
            return Optional.empty();
        }
    }

    /// False if the server stops, or a drive was emptied again: then [#again] is called too.
    private boolean goThrough(LocalDrive source, BlobId first, List<Unfilled> unfilled)
            throws InterruptedException {
        ShardRef from = new ShardRef(first, 0, 0);
        while (true) {
            List<ShardRef> page = page(source, from, PAGE);
            List<Damage> lacking = lacking(source, page, unfilled);
            if (silent.contains(source)) {
                BlobId blob = from.blob();
                skipped = skipped.or(() -> Optional.of(new Place(source, blob)));
            }
            if (page.isEmpty() || silent.contains(source)) {
                return true;
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

    /// The blobs of the page that lack shards.
    private List<Damage> lacking(LocalDrive source, List<ShardRef> page, List<Unfilled> unfilled)
            throws InterruptedException {
        List<Damage> lacking = new ArrayList<>();
        Set<BlobId> seen = new HashSet<>();
        for (ShardRef shard : page) {
            Optional<Damage> damage =
                    seen.add(shard.blob())
                            ? ask(source, () -> damage(source, shard)).flatMap(Function.identity())
                            : Optional.empty();
            if (damage.isPresent() && lacksShards(damage.get(), unfilled)) {
                lacking.add(damage.get());
            }
        }
        return lacking;
    }

    /// What the shard says of its blob; none if it cannot be read: the blob's others say it too.
    private static Optional<Damage> damage(LocalDrive source, ShardRef shard) {
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
    /// under the server and kept its id. A drive that does not answer is asked in a later round.
    private boolean isGone(Blob blob, List<Unfilled> unfilled) throws InterruptedException {
        for (int index = 0; index < blob.shards().size(); index++) {
            ShardPlace place = blob.shards().get(index);
            ShardRef shard = new ShardRef(blob.id(), index, place.generation());
            for (Unfilled each : unfilled) {
                LocalDrive drive = each.drive();
                boolean gone =
                        drive.id().equals(place.drive())
                                && ask(drive, () -> lacks(drive, shard)).orElse(false);
                if (gone) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean lacks(LocalDrive drive, ShardRef shard) {
        try {
            drive.store().header(shard);
            return false;
        } catch (IOException e) {
            LOG.debug("{} lacks {}", drive, shard, e);
            return true;
        }
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

    /// Notes how far the filling came, on the drives that were asked for all of it.
    private void write(List<Unfilled> unfilled, boolean complete, String source, String blob)
            throws InterruptedException {
        for (Unfilled each : unfilled) {
            if (!each.outdated()) {
                Note note = new Note(complete, source, blob, each.fill());
                if (!ask(each.drive(), () -> write(each.drive(), note)).orElse(false)) {
                    leaveOut(each.drive());
                }
            }
        }
    }

    private boolean write(LocalDrive drive, Note note) {
        try {
            file(drive).write(note);
            return true;
        } catch (IOException e) {
            LOG.warn("cannot note on {} how far it is filled", drive, e);
            return false;
        }
    }

    /// Makes the thread end soon. The healer has to be stopped too: it may be waited for.
    public void stop() {
        thread.stop();
        rounds.release();
    }

    /// Waits for the thread until `deadline`.
    public void awaitEnd(Deadline deadline) {
        thread.awaitEnd(deadline);
    }
}
