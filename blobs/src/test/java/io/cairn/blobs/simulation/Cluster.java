package io.cairn.blobs.simulation;

import io.cairn.metadata.InMemoryFoldView;
import io.cairn.metadata.fold.Decision;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Reclaim;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.reclaim.ReadTracker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/// A server of one process: the log, the state that is folded from it, the drives, and what runs.
final class Cluster {
    static final String BUCKET = "photos";
    static final BucketId BUCKET_ID = new BucketId(new UUID(8, 8));
    private static final int DRIVES = 5;
    private static final int PARTITION = 0;
    private static final int RECORDS_PER_ROUND_MAX = 8;

    final Random random;
    final Mistake mistake;
    final SimulatedLog log = new SimulatedLog();
    final Map<DriveId, SimulatedDrive> drives = new LinkedHashMap<>();

    /// The content of every blob that was ever written.
    final Map<BlobId, byte[]> contents = new HashMap<>();

    /// Events of which a client was told, by their positions.
    final Map<Long, EventId> acknowledged = new TreeMap<>();

    final List<Task> running = new ArrayList<>();
    InMemoryFoldView view = new InMemoryFoldView();
    ReadTracker reads = new ReadTracker();

    /// The log of reclaimed shards: each folding of the same events gives the same records at the
    /// same offsets.
    private final List<Reclaimed> reclaimed = new ArrayList<>();

    /// Shards whose writes failed. A start may find them, even after they were deleted in vain.
    private final Set<ShardRef> unwritten = new HashSet<>();

    /// How many records of `reclaimed` this start has handed to the drives.
    private int handedOver;

    private final Map<Long, Outcome> outcomes = new HashMap<>();
    private long folded;
    private long boot = 1;

    /// Shards that were released by the event at `position`; reads that began at `epoch` or before
    /// may need them.
    private record Reclaimed(long position, Reclaim reclaim, long epoch) {}

    Cluster(Random random, Mistake mistake) throws IOException {
        this.random = random;
        this.mistake = mistake;
        for (int number = 0; number < DRIVES; number++) {
            DriveId id = new DriveId(new UUID(100, number));
            drives.put(id, new SimulatedDrive(id, random, trackedReads()));
        }
        append(event(Optional.empty(), -1, new EventBody.BucketCreate(BUCKET_ID, "")));
        log.sync();
        foldAll();
    }

    UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    Event event(EventBody body, long base) {
        return event(Optional.of(BUCKET_ID), base, body);
    }

    private Event event(Optional<BucketId> bucketId, long base, EventBody body) {
        return new Event(
                new EventId(id()),
                0,
                body instanceof EventBody.Fence ? "" : BUCKET,
                bucketId,
                base,
                new Event.Origin("root", "r", ""),
                body);
    }

    long append(Event event) {
        return log.append(event);
    }

    /// The base of a write that begins now: the last position that is folded. The server folds only
    /// what is synced; here the fold may be ahead, and what a crash takes back is no base.
    long base() {
        return Math.min(folded, log.durableEnd()) - 1;
    }

    /// The lowest base of all writes that run.
    long floor() {
        return running.stream().mapToLong(Task::base).min().orElse(base());
    }

    /// How many records are folded.
    long folded() {
        return folded;
    }

    boolean foldNext() {
        if (folded == log.end()) {
            return false;
        }
        Decision decision = view.fold(log.at(folded), PARTITION, folded);
        outcomes.put(folded, decision.outcome());
        for (Reclaim reclaim : decision.emissions().reclaims()) {
            reclaimed.add(new Reclaimed(folded, reclaim, reads.advance()));
        }
        folded++;
        return true;
    }

    void foldAll() {
        boolean more = true;
        while (more) {
            more = foldNext();
        }
    }

    /// The outcome of an event, once it is folded and nothing can take it back.
    Optional<Outcome> outcome(long position) {
        boolean mayTell = log.isDurable(position) || mistake == Mistake.ANSWERS_BEFORE_SYNC;
        return mayTell ? Optional.ofNullable(outcomes.get(position)) : Optional.empty();
    }

    /// The objects as they are folded.
    List<ObjectVersion> objects() {
        return view.versions(BUCKET_ID).values().stream()
                .map(versions -> versions.firstEntry().getValue())
                .toList();
    }

    Optional<ObjectVersion> object(ObjectKey key) {
        return view.newest(BUCKET_ID, key);
    }

    SimulatedDrive drive(ShardPlace place) {
        SimulatedDrive drive = drives.get(place.drive());
        if (drive == null) {
            throw new IllegalStateException("no drive " + place.drive());
        }
        return drive;
    }

    List<Optional<byte[]>> units(Blob blob) {
        List<Optional<byte[]>> units = new ArrayList<>();
        for (int index = 0; index < blob.shards().size(); index++) {
            units.add(SimulatedBlob.read(blob, index, blob.shards().get(index), this::drive));
        }
        return units;
    }

    /// Writes a shard; false if the drive refuses.
    boolean write(ShardPlace place, ShardRef shard, ObjectKey key, long base, byte[] stripe) {
        int unit = stripe.length / SimulatedBlob.SHARDS;
        NewShard made =
                new NewShard(
                        shard,
                        SimulatedBlob.SHAPE,
                        new ShardOwner(
                                BUCKET, BUCKET_ID, key, new EventId(shard.blob().value()), base));
        try {
            drive(place).shards().write(made, stripe, shard.index() * unit, unit);
            return true;
        } catch (IOException e) {
            unwritten.add(shard);
            return false;
        }
    }

    /// The reads that hold back what a drive removes.
    private ReadTracker trackedReads() {
        return mistake == Mistake.RECLAIMS_UNDER_READS ? new ReadTracker() : reads;
    }

    /// A round of reclaiming: some records, and what is done now and then.
    void reclaim() {
        int records = random.nextInt(RECORDS_PER_ROUND_MAX + 1);
        boolean more = true;
        while (more && records-- > 0) {
            more = handOver();
        }
        for (SimulatedDrive drive : drives.values()) {
            switch (random.nextInt(4)) {
                case 0 -> drive.reclaim().removeRead();
                case 1 -> drive.reclaim().retry();
                case 2 -> drive.reclaim().save();
                default -> {}
            }
        }
    }

    /// Reclaims all that may go, and notes it.
    void reclaimAll() {
        boolean more = true;
        while (more) {
            more = handOver();
        }
        for (SimulatedDrive drive : drives.values()) {
            drive.reclaim().removeRead();
            drive.reclaim().retry();
            drive.reclaim().save();
        }
    }

    /// Hands the next record of reclaimed shards to the drives; false if there is none or it may
    /// not go yet.
    private boolean handOver() {
        if (handedOver == reclaimed.size() || !mayGo(reclaimed.get(handedOver))) {
            return false;
        }
        Reclaimed next = reclaimed.get(handedOver);
        for (SimulatedDrive drive : drives.values()) {
            if (next.reclaim().drive().equals(drive.id())) {
                apply(drive, next);
            }
            drive.reclaim().pass(handedOver);
        }
        handedOver++;
        return true;
    }

    private void apply(SimulatedDrive drive, Reclaimed next) {
        if (mistake == Mistake.NOTES_BEFORE_DELETION && handedOver >= drive.reclaim().next()) {
            drive.reclaim().pass(handedOver);
            drive.reclaim().save();
            next.reclaim().shards().forEach(shard -> deleteUnsynced(drive, shard));
        } else {
            drive.reclaim().apply(handedOver, next.reclaim().shards(), next.epoch());
        }
    }

    private static void deleteUnsynced(SimulatedDrive drive, ShardRef shard) {
        try {
            drive.shards().delete(shard);
        } catch (IOException e) {
            drive.recover();
        }
    }

    private boolean mayGo(Reclaimed next) {
        boolean durable = log.isDurable(next.position()) || mistake == Mistake.RECLAIMS_BEFORE_SYNC;
        boolean quiet = mistake == Mistake.RECLAIMS_UNDER_READS || reads.isQuiet(next.epoch());
        return durable && quiet;
    }

    /// Shards that were to be reclaimed and are still on their drives, but for those whose writes
    /// failed: they are left to the sweep and the scrub.
    List<ShardRef> unreclaimed() throws IOException {
        Map<DriveId, Set<ShardRef>> there = new HashMap<>();
        for (SimulatedDrive drive : drives.values()) {
            there.put(drive.id(), Set.copyOf(drive.list()));
        }
        return reclaimed.stream()
                .map(Reclaimed::reclaim)
                .flatMap(each ->
                        each.shards().stream()
                                .filter(there.getOrDefault(each.drive(), Set.of())::contains)
                                .filter(shard -> !unwritten.contains(shard)))
                .toList();
    }

    /// Removes the orphans of all drives: shards that no row names and, behind a fence, none ever
    /// will.
    void scrub() throws IOException {
        long floor = mistake == Mistake.SWEEPS_WITHOUT_FENCE ? base() : floor();
        if (mistake != Mistake.SWEEPS_WITHOUT_FENCE) {
            append(event(Optional.empty(), -1, new EventBody.Fence(floor)));
        }
        log.sync();
        foldAll();
        long epoch = reads.advance();
        for (SimulatedDrive drive : drives.values()) {
            for (ShardRef shard : drive.list()) {
                ShardHeader header = drive.shards().header(shard);
                boolean orphan = header.owner().base() < floor && !isNamed(drive, shard);
                if (orphan && reads.isQuiet(epoch) && !reads.isRead(shard.blob(), epoch)) {
                    drive.shards().delete(shard);
                }
            }
            drive.shards().syncDeletions();
        }
    }

    boolean isNamed(SimulatedDrive drive, ShardRef shard) {
        return objects().stream()
                .flatMap(version -> version.blob().stream())
                .filter(blob -> blob.id().equals(shard.blob()))
                .map(blob -> blob.shards().get(shard.index()))
                .anyMatch(place ->
                        place.drive().equals(drive.id())
                                && place.generation() == shard.generation());
    }

    /// Loses power, starts again, and folds what is left of the log. Nothing is in flight then, so
    /// shards of earlier boots that no row names are swept without a fence.
    void crash(boolean sweep) throws IOException {
        boot++;
        running.clear();
        log.crash(random);
        view = new InMemoryFoldView();
        reads = new ReadTracker();
        reclaimed.clear();
        outcomes.clear();
        folded = 0;
        for (SimulatedDrive drive : drives.values()) {
            drive.crash(boot, trackedReads());
        }
        handedOver = Math.toIntExact(firstToReclaim());
        foldAll();
        if (sweep) {
            for (SimulatedDrive drive : drives.values()) {
                List<ShardRef> orphans = new ArrayList<>();
                drive.shards()
                        .forEachUnswept(header -> {
                            if (!isNamed(drive, header.shard())) {
                                orphans.add(header.shard());
                            }
                        });
                for (ShardRef orphan : orphans) {
                    drive.shards().delete(orphan);
                }
                drive.shards().syncDeletions();
                drive.shards().markSwept();
            }
        }
    }

    /// The first record of reclaimed shards that some drive does not remember.
    private long firstToReclaim() {
        return drives.values().stream().mapToLong(each -> each.reclaim().next()).min().orElse(0);
    }

    /// Lets no call of a drive fail while `look` looks at the drives from outside the server.
    <T> T withoutErrors(Supplier<T> look) {
        suspendErrors();
        try {
            return look.get();
        } finally {
            resumeErrors();
        }
    }

    /// Lets no call of a drive fail until [#resumeErrors].
    void suspendErrors() {
        drives.values().forEach(SimulatedDrive::suspendErrors);
    }

    /// What was still to fail fails from now on.
    void resumeErrors() {
        drives.values().forEach(SimulatedDrive::resumeErrors);
    }

    /// How many calls of drives failed.
    long errorsStruck() {
        return drives.values().stream().mapToLong(SimulatedDrive::errorsStruck).sum();
    }

    /// Replaces a drive by an empty one, if each blob that somebody needs keeps enough shards. The
    /// log is synced first: a crash would bring back objects that seem to be deleted.
    void wipe(SimulatedDrive drive) throws IOException {
        if (withoutErrors(() -> isSurvivable(drive))) {
            log.sync();
            drive.wipe(boot, trackedReads());
        }
    }

    private boolean isSurvivable(SimulatedDrive wiped) {
        return objects().stream()
                        .flatMap(version -> version.blob().stream())
                        .allMatch(blob -> survives(blob, wiped))
                && running.stream().allMatch(task -> task.survives(wiped));
    }

    boolean survives(Blob blob, SimulatedDrive wiped) {
        List<Optional<byte[]>> units = units(blob);
        long left = 0;
        for (int index = 0; index < SimulatedBlob.SHARDS; index++) {
            boolean elsewhere = !blob.shards().get(index).drive().equals(wiped.id());
            left += elsewhere && units.get(index).isPresent() ? 1 : 0;
        }
        return left >= SimulatedBlob.DATA;
    }
}
