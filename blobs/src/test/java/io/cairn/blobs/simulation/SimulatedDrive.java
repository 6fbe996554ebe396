package io.cairn.blobs.simulation;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.SimulatedDisk;
import io.cairn.shard.index.InMemoryIndexes;
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

    private final DriveId id;
    private final Random random;
    private final Set<ShardRef> lost = new HashSet<>();
    private SimulatedDisk disk;
    private InMemoryIndexes indexes;
    private InlineStore store;

    SimulatedDrive(DriveId id, Random random) throws IOException {
        this.id = id;
        this.random = random;
        this.disk = new SimulatedDisk(ROOT, random);
        this.indexes = new InMemoryIndexes(random);
        this.store = open(1);
    }

    private InlineStore open(long boot) throws IOException {
        return InlineStore.open(disk, indexes, ROOT, id, boot, random.nextLong());
    }

    DriveId id() {
        return id;
    }

    ShardStore shards() {
        return store.shards();
    }

    void compact() throws IOException {
        store.compact();
    }

    /// Lets some of the next calls fail.
    void failSoon() {
        disk.failCalls(random.nextInt(4), 1 + random.nextInt(3));
    }

    /// The failures are over.
    void recover() {
        disk.failCalls(0, 0);
    }

    /// Loses power and starts again.
    void crash(long boot) throws IOException {
        recover();
        disk.crash();
        indexes.crash();
        store = open(boot);
    }

    /// An empty drive takes its place. What it held is lost, which is not the store's fault.
    void wipe(long boot) throws IOException {
        lost.addAll(list());
        disk = new SimulatedDisk(ROOT, random);
        indexes = new InMemoryIndexes(random);
        store = open(boot);
    }

    /// Whether the shard was on the drive when that was replaced.
    boolean hasLost(ShardRef shard) {
        return lost.contains(shard);
    }

    List<ShardRef> list() throws IOException {
        return shards().list(FIRST, LIST_MAX);
    }
}
