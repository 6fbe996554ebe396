package io.cairn.blobs.simulation;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.SimulatedDisk;
import io.cairn.shard.index.InMemoryIndexes;
import io.cairn.shard.reclaim.InlineReclaim;
import io.cairn.shard.reclaim.ReadTracker;
import io.cairn.shard.segment.InlineStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// One drive: the real store on a disk that loses power and fails.
final class SimulatedDrive {
    private static final Path ROOT = Path.of("/simulated");
    private static final ShardRef FIRST = new ShardRef(new BlobId(new UUID(0, 0)), 0, 0);
    private static final int LIST_MAX = 100_000;
    private static final int CALLS_BEFORE_ERRORS_MAX = 12;
    private static final int ERRORS_MAX = 3;
    private static final UUID RECLAIM_TOPIC = new UUID(9, 9);

    private final DriveId id;
    private final Random random;
    private final Set<ShardRef> lost = new HashSet<>();
    private SimulatedDisk disk;
    private InMemoryIndexes indexes;
    private InlineStore store;
    private InlineReclaim reclaim;
    private long errorsOfReplaced;

    SimulatedDrive(DriveId id, Random random, ReadTracker reads) throws IOException {
        this.id = id;
        this.random = random;
        this.disk = emptyDisk();
        this.indexes = new InMemoryIndexes(random);
        this.store = openStore(1);
        this.reclaim = openReclaim(reads);
    }

    private SimulatedDisk emptyDisk() throws IOException {
        SimulatedDisk empty = new SimulatedDisk(ROOT, random);
        try (DiskFile file = empty.create(ROOT.resolve(LocalDrive.FILE_NAME))) {
            file.sync();
        }
        empty.syncDirectory(ROOT);
        return empty;
    }

    private InlineStore openStore(long boot) throws IOException {
        return InlineStore.open(disk, indexes, ROOT, id, boot, random.nextLong());
    }

    private InlineReclaim openReclaim(ReadTracker reads) {
        return InlineReclaim.open(id, ROOT, disk, shards(), RECLAIM_TOPIC, reads);
    }

    DriveId id() {
        return id;
    }

    ShardStore shards() {
        return store.shards();
    }

    /// What it reclaimed, as its file says after a restart.
    InlineReclaim reclaim() {
        return reclaim;
    }

    void compact() throws IOException {
        store.compact();
    }

    /// Lets some of the next calls fail.
    void failSoon() {
        disk.failCalls(random.nextInt(CALLS_BEFORE_ERRORS_MAX), 1 + random.nextInt(ERRORS_MAX));
    }

    /// The failures are over.
    void recover() {
        disk.failCalls(0, 0);
    }

    /// Lets no call fail until [#resumeErrors]: for what checks the drive and is not the server.
    void suspendErrors() {
        disk.suspendErrors();
    }

    /// What was still to fail fails from now on.
    void resumeErrors() {
        disk.resumeErrors();
    }

    /// How many calls failed so far.
    long errorsStruck() {
        return errorsOfReplaced + disk.errorsStruck();
    }

    /// Loses power and starts again; blobs that are read tells `reads` from now on.
    void crash(long boot, ReadTracker reads) throws IOException {
        disk.crash();
        indexes.crash();
        store = openStore(boot);
        reclaim = openReclaim(reads);
    }

    /// An empty drive takes its place. What it held is lost, which is not the store's fault.
    void wipe(long boot, ReadTracker reads) throws IOException {
        disk.suspendErrors();
        lost.addAll(list());
        errorsOfReplaced += disk.errorsStruck();
        disk = emptyDisk();
        indexes = new InMemoryIndexes(random);
        store = openStore(boot);
        reclaim = openReclaim(reads);
    }

    /// Whether the shard was on the drive when that was replaced.
    boolean hasLost(ShardRef shard) {
        return lost.contains(shard);
    }

    List<ShardRef> list() throws IOException {
        return shards().list(FIRST, LIST_MAX);
    }
}
