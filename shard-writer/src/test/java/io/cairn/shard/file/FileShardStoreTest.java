package io.cairn.shard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.DriveFullException;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardDamagedException.Damage;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardShape;
import io.cairn.shard.ShardWrite;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.HeldDisk;
import io.cairn.shard.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileShardStoreTest {
    private static final ShardRef SHARD =
            new ShardRef(
                    new BlobId(new UUID(0x0197_7000_0000_7abcL, 0x8123_4567_89ab_cdefL)), 3, 1);

    @TempDir Path root;

    @Test
    void write_ofAKnownShard_givesTheGoldenFile() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        byte[] data = {1, 2, 3, 4, 5};
        store.write(ShardSamples.made(SHARD), data, 0, data.length);
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(onlyFile()))).isEqualTo(golden());
    }

    @Test
    void create_ofAKnownShard_givesTheSameFileAsWrite() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        var write = store.create(ShardSamples.made(SHARD));
        write.append(new byte[] {9, 1, 2, 3}, 1, 3);
        write.append(new byte[] {4, 5}, 0, 2);
        write.commit();
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(onlyFile()))).isEqualTo(golden());
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void append_byMoreWritersThanThereAreBuffers_waitsForNoneAndMixesNothingUp()
            throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        int writers = 10;
        int rounds = 30;
        byte[] data = ShardSamples.bytes(70_000 * rounds, 1);
        List<ShardWrite> writes = new ArrayList<>();
        for (int index = 0; index < writers; index++) {
            writes.add(store.create(ShardSamples.made(new ShardRef(SHARD.blob(), index, 1))));
        }
        for (int round = 0; round < rounds; round++) {
            for (int index = 0; index < writers; index++) {
                writes.get(index).append(data, round * 70_000, 60_000 + index);
            }
        }
        for (int index = 0; index < writers; index++) {
            writes.get(index).commit();
            int length = (60_000 + index) * rounds;
            byte[] read = new byte[length];
            ShardRef shard = new ShardRef(SHARD.blob(), index, 1);
            store.read(ShardSamples.expected(shard, length), 0, ByteBuffer.wrap(read), 0, length);
            for (int round = 0; round < rounds; round++) {
                int start = round * (60_000 + index);
                assertThat(Arrays.copyOfRange(read, start, start + 60_000 + index))
                        .isEqualTo(
                                Arrays.copyOfRange(
                                        data, round * 70_000, round * 70_000 + 60_000 + index));
            }
        }
    }

    @Test
    void write_thatEnds_givesItsBufferBack() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        for (int round = 0; round < 10; round++) {
            ShardWrite write = store.create(ShardSamples.made(SHARD));
            write.append(new byte[3], 0, 3);
            write.abort();
        }
        store.write(ShardSamples.made(SHARD), new byte[3], 0, 3);
        assertThat(store.buffers().tryKeep()).isNotNull();
        assertThat(store.buffers().tryKeep()).isNotNull();
        assertThat(store.buffers().tryKeep()).as("half of four are kept").isNull();
    }

    @Test
    void read_ofEveryFlippedByte_isNeverWrong() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        byte[] data = ShardSamples.bytes(100, 1);
        store.write(ShardSamples.made(SHARD), data, 0, data.length);
        Path file = onlyFile();
        byte[] whole = Files.readAllBytes(file);
        for (int position = 0; position < whole.length; position++) {
            byte[] flipped = whole.clone();
            flipped[position] ^= 0x40;
            Files.write(file, flipped);
            assertDamage(store, ShardSamples.expected(SHARD, 100), Damage.CORRUPT);
        }
    }

    @Test
    void read_intoATargetThatOthersShare_touchesNothingElseOfIt() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        byte[] data = ShardSamples.bytes(300_000, 1);
        store.write(ShardSamples.made(SHARD), data, 0, data.length);
        for (int from : List.of(0, 65_536, 70_000)) {
            for (int length : List.of(131_072, 150_000, 300_000 - from)) {
                ByteBuffer target = ByteBuffer.allocateDirect(length + 16);
                store.read(ShardSamples.expected(SHARD, 300_000), from, target, 8, length);
                byte[] around = new byte[length + 16];
                System.arraycopy(data, from, around, 8, length);
                assertThat(target).isEqualTo(ByteBuffer.wrap(around));
            }
        }
    }

    @Test
    void read_straightIntoATarget_verifiesEachBlock() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        byte[] data = ShardSamples.bytes(200_000, 1);
        store.write(ShardSamples.made(SHARD), data, 0, data.length);
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int block = 0; block < 3; block++) {
            for (int position : List.of(0, 1_000, 65_535, 65_536, 65_539)) {
                byte[] flipped = whole.clone();
                int start = whole.length - 200_000 - 16 + block * (65_536 + 4);
                flipped[start + position] ^= 1;
                Files.write(onlyFile(), flipped);
                assertDamage(store, ShardSamples.expected(SHARD, 200_000), Damage.CORRUPT);
            }
        }
    }

    @Test
    void read_ofACutFile_isCorrupt() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        byte[] data = ShardSamples.bytes(200_000, 1);
        store.write(ShardSamples.made(SHARD), data, 0, data.length);
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int length : List.of(0, 8, 119, 140, 300, 70_000, whole.length - 1)) {
            Files.write(onlyFile(), Arrays.copyOf(whole, length));
            assertDamage(store, ShardSamples.expected(SHARD, 200_000), Damage.CORRUPT);
        }
    }

    @Test
    void read_ofAnotherShard_isRecognised() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        byte[] data = ShardSamples.bytes(50, 1);
        store.write(ShardSamples.made(SHARD), data, 0, data.length);
        ShardRef newer = new ShardRef(SHARD.blob(), 3, 2);
        assertDamage(store, ShardSamples.expected(newer, 50), Damage.MISSING);
        Files.copy(onlyFile(), onlyFile().resolveSibling(SHARD.blob() + "-3-2"));
        assertDamage(store, ShardSamples.expected(newer, 50), Damage.OTHER_IDENTITY);
        assertDamage(store, ShardSamples.expected(SHARD, 51), Damage.OTHER_IDENTITY);
        ShardShape shape = new ShardShape(3, 1, 1 << 20);
        assertDamage(store, new ExpectedShard(SHARD, shape, 50), Damage.OTHER_IDENTITY);
    }

    @Test
    void delete_ofOneGeneration_leavesTheOther() throws IOException {
        FileShardStore store = ShardSamples.store(new FileSystemDisk(), root, 7);
        ShardRef newer = new ShardRef(SHARD.blob(), 3, 2);
        store.write(ShardSamples.made(SHARD), new byte[3], 0, 3);
        store.write(ShardSamples.made(newer), new byte[3], 0, 3);
        assertThat(store.delete(SHARD)).isTrue();
        assertThat(store.delete(SHARD)).isFalse();
        store.read(ShardSamples.expected(newer, 3), 0, ByteBuffer.allocate(3), 0, 3);
    }

    @Test
    void syncDeletions_whileAnotherCallerSyncs_returnsOnlyOnceThatIsDone() throws Exception {
        HeldDisk disk = new HeldDisk(new FileSystemDisk());
        FileShardStore store = ShardSamples.store(disk, root, 7);
        store.write(ShardSamples.made(SHARD), new byte[3], 0, 3);
        store.delete(SHARD);
        disk.holdSyncs();
        FutureTask<Boolean> first =
                new FutureTask<>(() -> {
                    store.syncDeletions();
                    return true;
                });
        Thread.ofPlatform().start(first);
        disk.awaitHeld();
        assertWaitsForTheDisk(store, disk);
        assertThat(first.get()).isTrue();
    }

    @Test
    void syncDeletions_afterFindingGoneWhatAnotherRemoves_makesThatDurable() throws Exception {
        HeldDisk disk = new HeldDisk(new FileSystemDisk());
        FileShardStore store = ShardSamples.store(disk, root, 7);
        store.write(ShardSamples.made(SHARD), new byte[3], 0, 3);
        disk.holdRemovals();
        FutureTask<Boolean> removal = new FutureTask<>(() -> store.delete(SHARD));
        Thread.ofPlatform().start(removal);
        disk.awaitHeld();
        assertThat(store.delete(SHARD)).isFalse();
        assertWaitsForTheDisk(store, disk);
        assertThat(removal.get()).isTrue();
    }

    private static void assertWaitsForTheDisk(FileShardStore store, HeldDisk disk)
            throws Exception {
        FutureTask<Boolean> sync =
                new FutureTask<>(() -> {
                    store.syncDeletions();
                    return true;
                });
        Thread thread = Thread.ofPlatform().start(sync);
        while (!sync.isDone() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(sync.isDone()).isFalse();
        disk.goOn();
        assertThat(sync.get()).isTrue();
    }

    @Test
    void forEachUnswept_showsEarlierBootsOnly() throws IOException {
        FileSystemDisk disk = new FileSystemDisk();
        ShardSamples.store(disk, root, 7).write(ShardSamples.made(SHARD), new byte[3], 0, 3);
        FileShardStore next = ShardSamples.store(disk, root, 8);
        ShardRef other = new ShardRef(SHARD.blob(), 2, 0);
        next.write(ShardSamples.made(other), new byte[3], 0, 3);
        List<ShardHeader> shown = new ArrayList<>();
        next.forEachUnswept(shown::add);
        assertThat(shown)
                .containsExactly(
                        new ShardHeader(
                                SHARD,
                                ShardSamples.SHAPE,
                                3,
                                ShardSamples.OWNER,
                                7,
                                ShardSamples.CLOCK.millis()));
        next.markSwept();
        shown.clear();
        next.forEachUnswept(shown::add);
        assertThat(shown).isEmpty();
        ShardSamples.store(disk, root, 9).forEachUnswept(shown::add);
        assertThat(shown).extracting(ShardHeader::shard).containsExactly(other);
    }

    @Test
    void open_removesWhatEarlierBootsLeftHalfWritten() throws IOException {
        FileSystemDisk disk = new FileSystemDisk();
        ShardSamples.store(disk, root, 1).create(ShardSamples.made(SHARD));
        assertThat(root.resolve("tmp")).isNotEmptyDirectory();
        ShardSamples.store(disk, root, 2);
        assertThat(root.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void write_belowTheReserve_isRefusedAndReadsGoOn() throws IOException {
        Path simulated = Path.of("/simulated");
        SimulatedDisk disk = new SimulatedDisk(simulated, new Random(1));
        FileShardStore store = ShardSamples.store(disk, simulated, 1);
        store.write(ShardSamples.made(SHARD), new byte[3], 0, 3);
        disk.setUsableBytes(1 << 20);
        FileShardStore full = ShardSamples.store(disk, simulated, 2);
        ShardRef other = new ShardRef(SHARD.blob(), 2, 0);
        assertThat(full.capacity().writable()).isFalse();
        assertThatThrownBy(() -> full.write(ShardSamples.made(other), new byte[3], 0, 3))
                .isInstanceOf(DriveFullException.class);
        full.read(ShardSamples.expected(SHARD, 3), 0, ByteBuffer.allocate(3), 0, 3);
        assertThat(full.delete(SHARD)).isTrue();
        disk.setUsableBytes(1L << 39);
        assertThat(full.capacity().writable()).isTrue();
        full.write(ShardSamples.made(other), new byte[3], 0, 3);
    }

    private void assertDamage(FileShardStore store, ExpectedShard shard, Damage damage) {
        int length = (int) shard.dataBytes();
        for (ByteBuffer target :
                List.of(ByteBuffer.allocate(length), ByteBuffer.allocateDirect(length))) {
            assertThatThrownBy(() -> store.read(shard, 0, target, 0, length))
                    .isInstanceOfSatisfying(
                            ShardDamagedException.class,
                            e -> assertThat(e.damage()).isEqualTo(damage));
            assertThatThrownBy(
                            () -> {
                                try (var read = store.open(shard)) {
                                    read.read(0, target, 0, length);
                                }
                            })
                    .isInstanceOfSatisfying(
                            ShardDamagedException.class,
                            e -> assertThat(e.damage()).isEqualTo(damage));
        }
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("shards"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    /// The file as docs/formats/shard.md shows it; its CRCs were computed by another program.
    private static String golden() {
        return String.join(
                "",
                "434149524e534844" + "0001" + "0000" + "00000090",
                "0197700000007abc" + "8123456789abcdef",
                "00000003" + "00000001" + "0002" + "0002" + "00100000",
                "0000000000000005" + "0000000000000029",
                "0000000000000007" + "000001977420dc7b",
                "1111222233334444" + "5555666677778888",
                "0123456789abcdef" + "0fedcba987654321",
                "0006" + "000d" + "00010000",
                "70686f746f73" + "323032362fc3a420622e6a7067",
                "00",
                "02635660",
                "0102030405" + "2fcee233");
    }
}
