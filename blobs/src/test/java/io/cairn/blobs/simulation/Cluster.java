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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/// A server of one process: the log, the state that is folded from it, the drives, and what runs.
final class Cluster {
    static final String BUCKET = "photos";
    static final BucketId BUCKET_ID = new BucketId(new UUID(8, 8));
    private static final int DRIVES = 5;
    private static final int PARTITION = 0;

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
    private final List<Pending> pending = new ArrayList<>();
    private final Map<Long, Outcome> outcomes = new HashMap<>();
    private long folded;
    private long boot = 1;

    /// Shards that were released by the event at `position`; reads that began at `epoch` or before
    /// may need them.
    private record Pending(long position, Reclaim reclaim, long epoch) {}

    Cluster(Random random, Mistake mistake) throws IOException {
        this.random = random;
        this.mistake = mistake;
        for (int number = 0; number < DRIVES; number++) {
            DriveId id = new DriveId(new UUID(100, number));
            drives.put(id, new SimulatedDrive(id, random));
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

    /// The base of a write that begins now.
    long base() {
        return log.end() - 1;
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
            pending.add(new Pending(folded, reclaim, reads.advance()));
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
            return false;
        }
    }

    /// Removes the shards of one record of `reclaim`, if they may go; false if there is none.
    boolean reclaim() {
        for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
            Pending next = each.next();
            if (mayGo(next)) {
                if (remove(next.reclaim())) {
                    each.remove();
                }
                return true;
            }
        }
        return false;
    }

    private boolean mayGo(Pending next) {
        boolean durable = log.isDurable(next.position()) || mistake == Mistake.RECLAIMS_BEFORE_SYNC;
        boolean unread =
                mistake == Mistake.RECLAIMS_UNDER_READS
                        || (reads.isQuiet(next.epoch())
                                && next.reclaim().shards().stream()
                                        .noneMatch(
                                                shard -> reads.isRead(shard.blob(), next.epoch())));
        return durable && unread;
    }

    private boolean remove(Reclaim reclaim) {
        SimulatedDrive drive = drive(new ShardPlace(reclaim.drive(), 0, false));
        try {
            for (ShardRef shard : reclaim.shards()) {
                drive.shards().delete(shard);
            }
            drive.shards().syncDeletions();
            return true;
        } catch (IOException e) {
            return false;
        }
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
        pending.clear();
        outcomes.clear();
        folded = 0;
        for (SimulatedDrive drive : drives.values()) {
            drive.crash(boot);
        }
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

    /// Replaces a drive by an empty one, if each blob that somebody needs keeps enough shards.
    void wipe(SimulatedDrive drive) throws IOException {
        boolean survivable =
                objects().stream()
                                .flatMap(version -> version.blob().stream())
                                .allMatch(blob -> survives(blob, drive))
                        && running.stream().allMatch(task -> task.survives(drive));
        if (survivable) {
            drive.wipe(boot);
        }
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
