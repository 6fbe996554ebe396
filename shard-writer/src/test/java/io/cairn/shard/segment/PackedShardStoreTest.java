package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.platform.file.FileTrees;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.HeldDisk;
import io.cairn.shard.index.FillingIndexes;
import io.cairn.shard.index.IndexSource;
import io.cairn.shard.index.RocksIndexes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packed store with its threads, on a real disk and a real index.
class PackedShardStoreTest {
    private static final int CALLERS = 16;
    private static final int EACH = 50;

    @TempDir Path root;

    private final RocksIndexes indexes = new RocksIndexes(2 << 20, 1 << 20);

    @AfterEach
    void closeIndexes() {
        indexes.close();
    }

    private PackedShardStore open(long boot) throws IOException {
        return open(boot, indexes);
    }

    private PackedShardStore open(long boot, IndexSource source) throws IOException {
        return open(boot, source, new FileSystemDisk());
    }

    private PackedShardStore open(long boot, IndexSource source, Disk disk) throws IOException {
        return PackedShardStore.open(
                root,
                PackedSamples.boot(boot),
                PackedSamples.options(disk, source, PackedSamples.TINY, boot));
    }

    private List<Path> files(String directory) throws IOException {
        while (true) {
            try (Stream<Path> files = Files.walk(root.resolve(directory))) {
                return files.filter(Files::isRegularFile).sorted().toList();
            } catch (UncheckedIOException e) {
                // Compaction removed a file while the directory was read.
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
            }
        }
    }

    @Test
    void write_ofSmallAndLargeShards_packsTheSmallOnes() throws IOException {
        int limit = PackedSamples.TINY.smallBytes();
        try (PackedShardStore store = open(1)) {
            for (int length : List.of(0, 1, limit, limit + 1, 300_000)) {
                ShardRef shard = PackedSamples.ref(length);
                byte[] bytes = PackedSamples.bytes(length, length);
                store.write(PackedSamples.made(shard), bytes, 0, length);
                assertThat(PackedSamples.read(store, shard, length)).isEqualTo(bytes);
            }
            assertThat(store.packedShards()).isEqualTo(3);
            assertThat(files("shards")).hasSize(2);
        }
    }

    /// The other deletion waits for room in a queue that is full because a sync hangs.
    @Test
    void syncDeletions_afterFindingGoneWhatAnotherRemoves_makesThatDurable() throws Exception {
        HeldDisk disk = new HeldDisk(new FileSystemDisk());
        try (PackedShardStore store = open(1, indexes, disk)) {
            ShardRef shard = PackedSamples.ref(0);
            store.write(PackedSamples.made(shard), new byte[3], 0, 3);
            disk.holdSyncs();
            int number = 1;
            submit(store, number);
            disk.awaitHeld();
            while (submit(store, ++number)) {
                assertThat(number).isLessThan(100);
            }
            FutureTask<Boolean> removal = new FutureTask<>(() -> store.delete(shard));
            awaitWaiting(Thread.ofPlatform().start(removal));
            assertThat(store.delete(shard)).isFalse();
            FutureTask<Boolean> sync =
                    new FutureTask<>(() -> {
                        store.syncDeletions();
                        return store.segments().deletionPending(shard);
                    });
            awaitWaiting(Thread.ofPlatform().start(sync));
            disk.goOn();
            assertThat(sync.get()).as("its tombstone is not durable").isFalse();
            assertThat(removal.get()).isTrue();
        }
    }

    private static boolean submit(PackedShardStore store, int number) throws IOException {
        return store.submit(
                PackedSamples.made(PackedSamples.ref(number)), new byte[9], 0, 9, failure -> {});
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    void store_whoseIndexHasRoomAgain_takesShardsAndDeletionsWithoutANewStart() throws IOException {
        FillingIndexes filling = new FillingIndexes(indexes);
        ShardRef deleted = PackedSamples.ref(0);
        ShardRef failed = PackedSamples.ref(1);
        ShardRef later = PackedSamples.ref(2);
        try (PackedShardStore store = open(1, filling)) {
            store.write(PackedSamples.made(deleted), new byte[3], 0, 3);
            filling.full = true;
            assertThatThrownBy(() -> store.write(PackedSamples.made(failed), new byte[3], 0, 3))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.write(PackedSamples.made(later), new byte[3], 0, 3))
                    .isInstanceOf(IOException.class);
            assertThat(store.delete(deleted)).isTrue();
            assertThatThrownBy(store::syncDeletions).isInstanceOf(IOException.class);
            filling.full = false;
            store.syncDeletions();
            store.write(PackedSamples.made(later), new byte[3], 0, 3);
            assertHoldsAllBut(store, deleted, failed, later);
        }
        try (PackedShardStore store = open(2)) {
            assertHoldsAllBut(store, deleted, failed, later);
        }
        FileTrees.delete(root.resolve("index"));
        try (PackedShardStore store = open(3)) {
            assertHoldsAllBut(store, deleted, failed, later);
        }
    }

    private static void assertHoldsAllBut(PackedShardStore store, ShardRef gone, ShardRef... held)
            throws IOException {
        assertThat(PackedSamples.exists(store, gone, 3)).isFalse();
        for (ShardRef shard : held) {
            assertThat(PackedSamples.read(store, shard, 3)).isEqualTo(new byte[3]);
        }
        assertThat(store.packedShards()).isEqualTo(held.length);
    }

    @Test
    void list_ofSmallAndLargeShards_givesThemPageByPageInOrder() throws IOException {
        Random random = new Random(17);
        try (PackedShardStore store = open(1)) {
            TreeSet<ShardRef> expected = new TreeSet<>();
            for (int number = 0; number < 200; number++) {
                BlobId blob = new BlobId(new UUID(random.nextLong(), random.nextLong()));
                ShardRef shard = new ShardRef(blob, number % 4, random.nextInt() >>> 1);
                int length = number % 3 == 0 ? 3_000 : 10;
                store.write(PackedSamples.made(shard), new byte[length], 0, length);
                expected.add(shard);
                assertThat(store.header(shard).shard()).isEqualTo(shard);
                assertThat(store.header(shard).owner()).isEqualTo(PackedSamples.OWNER);
            }
            for (ShardRef gone : List.copyOf(expected).subList(50, 60)) {
                store.delete(gone);
                expected.remove(gone);
            }
            store.syncDeletions();
            List<ShardRef> listed = new ArrayList<>();
            ShardRef from = new ShardRef(new BlobId(new UUID(0, 0)), 0, 0);
            for (List<ShardRef> page = store.list(from, 7);
                    !page.isEmpty();
                    page = store.list(from, 7)) {
                listed.addAll(page);
                ShardRef last = page.getLast();
                from = new ShardRef(last.blob(), last.index() + 1, 0);
            }
            assertThat(listed).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void write_byManyCallers_isAllThereAfterAReopeningAndWithoutAnIndex() throws Exception {
        try (PackedShardStore store = open(1)) {
            List<Future<?>> callers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int caller = 0; caller < CALLERS; caller++) {
                    int first = caller * EACH;
                    callers.add(threads.submit(() -> writeAndDeleteSome(store, first)));
                }
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            assertAllThere(store);
        }
        try (PackedShardStore store = open(2)) {
            assertAllThere(store);
        }
        FileTrees.delete(root.resolve("index"));
        try (PackedShardStore store = open(3)) {
            assertAllThere(store);
        }
    }

    @Test
    void delete_byManyCallers_isDoneByOne() throws Exception {
        try (PackedShardStore store = open(1);
                ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            for (int number = 0; number < 500; number++) {
                ShardRef shard = PackedSamples.ref(number);
                store.write(PackedSamples.made(shard), PackedSamples.bytes(100, number), 0, 100);
                List<Future<Integer>> callers = new ArrayList<>();
                for (int caller = 0; caller < CALLERS; caller++) {
                    callers.add(threads.submit(() -> deleteAgainAndAgain(store, shard)));
                }
                int deleted = 0;
                for (Future<Integer> caller : callers) {
                    deleted += caller.get();
                }
                assertThat(deleted).as("deletions of %s", shard).isEqualTo(1);
            }
        }
    }

    private static int deleteAgainAndAgain(PackedShardStore store, ShardRef shard)
            throws IOException {
        int deleted = 0;
        for (int again = 0; again < 100; again++) {
            deleted += store.delete(shard) ? 1 : 0;
        }
        return deleted;
    }

    private static Void writeAndDeleteSome(PackedShardStore store, int first) throws IOException {
        for (int number = first; number < first + EACH; number++) {
            int length = number % PackedSamples.TINY.smallBytes();
            byte[] bytes = PackedSamples.bytes(length, number);
            store.write(PackedSamples.made(PackedSamples.ref(number)), bytes, 0, length);
            if (number % 3 == 0) {
                assertThat(store.delete(PackedSamples.ref(number))).isTrue();
                assertThat(store.delete(PackedSamples.ref(number))).isFalse();
            }
        }
        store.syncDeletions();
        return null;
    }

    private static void assertAllThere(PackedShardStore store) throws IOException {
        for (int number = 0; number < CALLERS * EACH; number++) {
            ShardRef shard = PackedSamples.ref(number);
            int length = number % PackedSamples.TINY.smallBytes();
            if (number % 3 == 0) {
                assertThat(PackedSamples.exists(store, shard, length)).isFalse();
            } else {
                assertThat(PackedSamples.read(store, shard, length))
                        .isEqualTo(PackedSamples.bytes(length, number));
            }
        }
    }

    /// Callers write, read and delete while segments are compacted behind them.
    @Test
    void store_underLoadWhileItIsCompacted_keepsExactlyWhatLives() throws Exception {
        Map<Long, Integer> live = new ConcurrentHashMap<>();
        try (PackedShardStore store = open(1)) {
            List<Future<?>> callers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int caller = 0; caller < CALLERS; caller++) {
                    long first = caller * 1_000_000L;
                    callers.add(threads.submit(() -> churn(store, first, live)));
                }
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
            store.syncDeletions();
            assertExactly(store, live);
            int segments = files("segments").size();
            while (store.segments().compact()) {
                assertThat(files("segments")).hasSizeLessThanOrEqualTo(segments + 1);
            }
            assertExactly(store, live);
        }
        try (PackedShardStore store = open(2)) {
            assertExactly(store, live);
        }
        FileTrees.delete(root.resolve("index"));
        try (PackedShardStore store = open(3)) {
            assertExactly(store, live);
        }
    }

    private static Void churn(PackedShardStore store, long first, Map<Long, Integer> live)
            throws IOException {
        Random random = new Random(first);
        Deque<Long> mine = new ArrayDeque<>();
        for (long number = first; number < first + 4 * EACH; number++) {
            int length = random.nextInt(PackedSamples.TINY.smallBytes());
            byte[] bytes = PackedSamples.bytes(length, number);
            store.write(PackedSamples.made(PackedSamples.ref(number)), bytes, 0, length);
            live.put(number, length);
            mine.add(number);
            long read = random.nextBoolean() ? mine.getFirst() : mine.getLast();
            int readLength = Objects.requireNonNull(live.get(read));
            assertThat(PackedSamples.read(store, PackedSamples.ref(read), readLength))
                    .isEqualTo(PackedSamples.bytes(readLength, read));
            if (mine.size() > 8) {
                long gone = mine.removeFirst();
                live.remove(gone);
                assertThat(store.delete(PackedSamples.ref(gone))).isTrue();
                assertThat(PackedSamples.exists(store, PackedSamples.ref(gone), 1)).isFalse();
            }
        }
        return null;
    }

    private static void assertExactly(PackedShardStore store, Map<Long, Integer> live)
            throws IOException {
        assertThat(store.packedShards()).isEqualTo(live.size());
        for (Map.Entry<Long, Integer> each : live.entrySet()) {
            ShardRef shard = PackedSamples.ref(each.getKey());
            assertThat(PackedSamples.read(store, shard, each.getValue()))
                    .isEqualTo(PackedSamples.bytes(each.getValue(), each.getKey()));
        }
    }

    @Test
    void forEachUnswept_showsShardsOfEarlierBootsOnce() throws IOException {
        ShardRef first = PackedSamples.ref(1);
        ShardRef second = PackedSamples.ref(2);
        try (PackedShardStore store = open(7)) {
            store.write(PackedSamples.made(first), new byte[3], 0, 3);
            assertThat(unswept(store)).isEmpty();
        }
        try (PackedShardStore store = open(8)) {
            store.write(PackedSamples.made(second), new byte[3], 0, 3);
            assertThat(unswept(store)).containsExactly(first);
            store.markSwept();
            assertThat(unswept(store)).isEmpty();
        }
        try (PackedShardStore store = open(9)) {
            assertThat(unswept(store)).containsExactly(second);
        }
    }

    private static List<ShardRef> unswept(PackedShardStore store) throws IOException {
        List<ShardHeader> shown = new ArrayList<>();
        store.forEachUnswept(shown::add);
        return shown.stream().map(ShardHeader::shard).toList();
    }

    @Test
    void read_ofEveryFlippedByte_isNeverWrong() throws IOException {
        ShardRef shard = PackedSamples.ref(1);
        byte[] bytes = PackedSamples.bytes(100, 1);
        try (PackedShardStore store = open(1)) {
            store.write(PackedSamples.made(shard), bytes, 0, bytes.length);
        }
        Path file = files("segments").getFirst();
        byte[] whole = Files.readAllBytes(file);
        try (PackedShardStore store = open(2)) {
            int refused = 0;
            int end = SegmentHeaderLayout.PAGE_BYTES + 500;
            for (int position = end - 1_000; position < end; position++) {
                byte[] flipped = whole.clone();
                flipped[position] ^= 0x40;
                Files.write(file, flipped);
                try {
                    assertThat(PackedSamples.read(store, shard, 100)).isEqualTo(bytes);
                } catch (ShardDamagedException e) {
                    refused++;
                }
            }
            assertThat(refused).isGreaterThan(bytes.length);
        }
    }

    @Test
    void read_ofAnotherShapeOrLength_isRecognised() throws IOException {
        ShardRef shard = PackedSamples.ref(1);
        try (PackedShardStore store = open(1)) {
            store.write(PackedSamples.made(shard), new byte[50], 0, 50);
            for (int length : List.of(0, 49, 51, 1_999)) {
                assertThatThrownBy(() -> PackedSamples.read(store, shard, length))
                        .isInstanceOfSatisfying(
                                ShardDamagedException.class,
                                e ->
                                        assertThat(e.damage())
                                                .isEqualTo(
                                                        ShardDamagedException.Damage
                                                                .OTHER_IDENTITY));
            }
        }
    }

    @Test
    void reader_thatIsInterrupted_hurtsNoOther() throws Exception {
        ShardRef shard = PackedSamples.ref(1);
        byte[] bytes = PackedSamples.bytes(1_000, 1);
        try (PackedShardStore store = open(1)) {
            store.write(PackedSamples.made(shard), bytes, 0, bytes.length);
            Thread interrupted =
                    Thread.ofPlatform()
                            .start(() -> {
                                Thread.currentThread().interrupt();
                                assertThatThrownBy(() -> PackedSamples.read(store, shard, 1_000))
                                        .isInstanceOf(IOException.class);
                            });
            interrupted.join();
            assertThat(PackedSamples.read(store, shard, 1_000)).isEqualTo(bytes);
        }
    }
}
