package io.cairn.shard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardDamagedException.Damage;
import io.cairn.shard.ShardWrite;
import io.cairn.shard.disk.SimulatedDisk;
import io.cairn.shard.disk.Stall;
import io.cairn.shard.format.Blocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// One random history of a store of files on a disk that loses power, fails and stalls, against a
/// map.
final class ShardHistory {
    private static final int OPERATIONS = 60;
    private static final Path ROOT = Path.of("/simulated");

    private final long seed;
    private final Random random;
    private final SimulatedDisk disk;
    private FileShardStore store;
    private long boot = 1;

    /// Shards that must be there; with the boot that wrote them.
    private final Map<ShardRef, byte[]> live = new HashMap<>();

    private final Map<ShardRef, Long> boots = new HashMap<>();

    /// Shards that may be there, whole: broken writes, deletions that were not synced.
    private final Map<ShardRef, byte[]> uncertain = new HashMap<>();

    private long sweptBelow;

    ShardHistory(long seed) throws IOException {
        this.seed = seed;
        this.random = new Random(seed);
        this.disk = new SimulatedDisk(ROOT, random);
        this.store = ShardSamples.store(disk, ROOT, boot);
    }

    void run() throws IOException {
        for (int step = 0; step < OPERATIONS; step++) {
            switch (random.nextInt(13)) {
                case 0, 1, 2 -> write();
                case 3, 4 -> read();
                case 5 -> delete();
                case 6 -> syncDeletions();
                case 7 -> writeUntilThePowerGoes();
                case 8 -> restart(random.nextBoolean());
                case 9 -> failInside();
                case 10 -> stallWrite();
                case 11 -> stallRead();
                default -> sweep();
            }
        }
        restart(true);
        sweep();
        for (ShardRef shard : live.keySet()) {
            check(shard);
        }
        for (Map.Entry<ShardRef, byte[]> shard : uncertain.entrySet()) {
            assertMissing(shard.getKey(), shard.getValue());
        }
    }

    private void write() throws IOException {
        ShardRef shard = ShardSamples.ref(random);
        byte[] bytes = bytes();
        if (write(shard, bytes)) {
            live.put(shard, bytes);
            boots.put(shard, boot);
            check(shard);
        }
    }

    /// False if the write was aborted.
    private boolean write(ShardRef shard, byte[] bytes) throws IOException {
        if (random.nextBoolean()) {
            store.write(ShardSamples.made(shard), bytes, 0, bytes.length);
            return true;
        }
        ShardWrite write = store.create(ShardSamples.made(shard));
        boolean done = false;
        try {
            int cut = random.nextInt(bytes.length + 1);
            write.append(bytes, 0, cut);
            write.append(bytes, cut, bytes.length - cut);
            if (random.nextInt(4) > 0) {
                write.commit();
                done = true;
            }
        } finally {
            if (!done) {
                write.abort();
            }
        }
        return done;
    }

    private void writeUntilThePowerGoes() throws IOException {
        ShardRef shard = ShardSamples.ref(random);
        byte[] bytes = bytes();
        disk.failAfter(random.nextInt(12));
        try {
            writeUncertain(shard, bytes);
        } catch (IOException e) {
            assertThat(e).hasMessage("the power is gone");
        }
        restart(true);
    }

    /// A shard that may be there, whole, if this throws.
    private void writeUncertain(ShardRef shard, byte[] bytes) throws IOException {
        uncertain.put(shard, bytes);
        if (write(shard, bytes)) {
            uncertain.remove(shard);
            live.put(shard, bytes);
            boots.put(shard, boot);
        }
    }

    /// Makes calls of the disk fail for a while: what was to be done failed, and all goes on.
    private void failInside() throws IOException {
        disk.failCalls(random.nextInt(8), 1 + random.nextInt(3));
        try {
            switch (random.nextInt(5)) {
                case 0, 1 -> writeUncertain(ShardSamples.ref(random), bytes());
                case 2 -> read();
                case 3 -> syncDeletions();
                default -> sweep();
            }
        } catch (IOException e) {
            assertThat(e).as("seed %d", seed).hasMessage("Input/output error");
        }
        disk.failCalls(0, 0);
        read();
    }

    /// A write stalls while shards are read and deleted. It goes on, fails, or the power goes.
    private void stallWrite() throws IOException {
        ShardRef shard = ShardSamples.ref(random);
        byte[] bytes = bytes();
        boolean powerLoss = random.nextBoolean();
        Runnable ending =
                powerLoss ? () -> disk.failAfter(0) : () -> disk.failCalls(0, random.nextInt(2));
        Optional<IOException> failure =
                new Stall(disk, random.nextInt(12), "seed " + seed)
                        .run(
                                () -> writeUncertain(shard, bytes),
                                () -> {
                                    read();
                                    deleteUnswept();
                                    read();
                                },
                                ending);
        disk.failCalls(0, 0);
        failure.ifPresent(cause ->
                assertThat(cause)
                        .as("seed %d", seed)
                        .hasMessage(powerLoss ? "the power is gone" : "Input/output error"));
        if (powerLoss) {
            restart(true);
        }
    }

    /// A read stalls while its shard may be deleted and others are written: it gives the bytes, or
    /// says that the shard is gone.
    private void stallRead() throws IOException {
        List<ShardRef> shards = new ArrayList<>(live.keySet());
        if (shards.isEmpty()) {
            return;
        }
        ShardRef shard = shards.get(random.nextInt(shards.size()));
        Map<ShardRef, byte[]> before = Map.copyOf(live);
        Optional<IOException> failure =
                new Stall(disk, random.nextInt(2), "seed " + seed)
                        .run(
                                () -> check(shard, Objects.requireNonNull(before.get(shard))),
                                () -> {
                                    write();
                                    delete();
                                    syncDeletions();
                                },
                                () -> disk.failCalls(0, random.nextInt(2)));
        disk.failCalls(0, 0);
        failure.ifPresent(
                cause -> assertThat(cause).as("seed %d", seed).hasMessage("Input/output error"));
    }

    private byte[] bytes() {
        return ShardSamples.bytes(length(), random.nextLong());
    }

    private void restart(boolean crash) throws IOException {
        if (crash) {
            disk.crash();
        }
        boot++;
        store = ShardSamples.store(disk, ROOT, boot);
        Set<ShardRef> shown = new HashSet<>();
        store.forEachUnswept(header -> shown.add(header.shard()));
        for (Map.Entry<ShardRef, Long> shard : boots.entrySet()) {
            if (shard.getValue() >= sweptBelow && live.containsKey(shard.getKey())) {
                assertThat(shown).as("seed %d", seed).contains(shard.getKey());
            }
        }
        assertThat(live.keySet().containsAll(shown) || !uncertain.isEmpty()).isTrue();
    }

    private void read() throws IOException {
        List<ShardRef> shards = new ArrayList<>(live.keySet());
        if (!shards.isEmpty()) {
            check(shards.get(random.nextInt(shards.size())));
        }
    }

    private void delete() throws IOException {
        delete(new ArrayList<>(live.keySet()));
    }

    /// Deletes a shard that a sweep still finds if the deletion is lost: it need not be synced.
    private void deleteUnswept() throws IOException {
        delete(
                live.keySet().stream()
                        .filter(s -> boots.getOrDefault(s, 0L) >= sweptBelow)
                        .toList());
    }

    private void delete(List<ShardRef> shards) throws IOException {
        if (!shards.isEmpty()) {
            ShardRef shard = shards.get(random.nextInt(shards.size()));
            byte[] bytes = Objects.requireNonNull(live.remove(shard));
            uncertain.put(shard, bytes);
            assertThat(store.delete(shard)).isTrue();
            assertMissing(shard, bytes);
            if (boots.getOrDefault(shard, 0L) < sweptBelow) {
                store.syncDeletions();
            }
        }
    }

    private void syncDeletions() throws IOException {
        store.syncDeletions();
    }

    private void sweep() throws IOException {
        store.forEachUnswept(header -> {
            if (!live.containsKey(header.shard())) {
                store.delete(header.shard());
            }
        });
        store.syncDeletions();
        store.markSwept();
        sweptBelow = boot;
    }

    private void check(ShardRef shard) throws IOException {
        check(shard, Objects.requireNonNull(live.get(shard)));
    }

    private void check(ShardRef shard, byte[] bytes) throws IOException {
        int from = random.nextInt(bytes.length + 1);
        int length = random.nextInt(bytes.length - from + 1);
        ByteBuffer actual =
                random.nextBoolean()
                        ? ByteBuffer.allocate(length)
                        : ByteBuffer.allocateDirect(length);
        if (random.nextBoolean()) {
            store.read(ShardSamples.expected(shard, bytes.length), from, actual, 0, length);
        } else {
            try (var read = store.open(ShardSamples.expected(shard, bytes.length))) {
                read.read(from, actual, 0, length);
            }
        }
        byte[] expected = Arrays.copyOfRange(bytes, from, from + length);
        assertThat(actual).as("seed %d, %s", seed, shard).isEqualTo(ByteBuffer.wrap(expected));
    }

    private void assertMissing(ShardRef shard, byte[] bytes) throws IOException {
        try {
            store.open(ShardSamples.expected(shard, bytes.length)).close();
            fail("seed %d: %s is still there", seed, shard);
        } catch (ShardDamagedException e) {
            assertThat(e.damage()).as("seed %d", seed).isEqualTo(Damage.MISSING);
        }
    }

    private int length() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(10);
            case 1 -> random.nextInt(5_000);
            case 2 -> Blocks.DATA_BYTES - 2 + random.nextInt(5);
            default -> random.nextInt(5 * Blocks.DATA_BYTES);
        };
    }
}
