package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.delete;
import static io.cairn.metadata.store.FoldBench.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace.ListPage;
import io.cairn.metadata.Namespace.ListQuery;
import io.cairn.metadata.Namespace.ListRow;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Versioning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.PerfContext;
import org.rocksdb.PerfLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Listings against the obvious way to compute them.
class ListingTest {
    private static final String[] LETTERS = {
        "a", "b", "/", "/", "\0", "\u0001", "ä", "🙂", "\uFFFD"
    };

    @TempDir Path directory;

    @Test
    void list_ofAnyKeysInPages_isWhatTheModelSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (FoldBench bench = new FoldBench(directory)) {
            BucketImage other = bench.create("another");
            BucketImage bucket = bench.create("photos");
            bench.fold(bench.event(other, put("a/b", 0, Optional.empty())));
            TreeSet<ObjectKey> model = new TreeSet<>();
            for (int i = 0; i < 400; i++) {
                String key = text(random, 1 + random.nextInt(5));
                if (random.nextInt(4) == 0) {
                    bench.fold(bench.event(bucket, delete(key)));
                    model.remove(new ObjectKey(key));
                } else {
                    bench.fold(bench.event(bucket, put(key, 0, Optional.empty())));
                    model.add(new ObjectKey(key));
                }
            }
            for (int round = 0; round < 300; round++) {
                String prefix = text(random, random.nextInt(3));
                String delimiter =
                        random.nextInt(3) == 0 ? "" : text(random, 1 + random.nextInt(2));
                int max = 1 + random.nextInt(20);
                assertThat(pages(bench, bucket, prefix, delimiter, max))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(expected(model, prefix, delimiter));
            }
        }
    }

    @Test
    void list_ofAPrefixWithManyKeysUnderIt_readsAFewRows() throws RocksDBException {
        try (FoldBench bench = new FoldBench(directory.resolve("fold"));
                RocksDB counting = RocksDB.open(directory.resolve("counting").toString())) {
            BucketImage bucket = bench.create("photos");
            for (int i = 0; i < 5_000; i++) {
                bench.fold(bench.event(bucket, put("many/" + i, 0, Optional.empty())));
            }
            bench.fold(bench.event(bucket, put("zebra", 0, Optional.empty())));
            // RocksDB counts by thread, whatever the database; all rows are in its memtable.
            counting.setPerfLevel(PerfLevel.ENABLE_COUNT);
            PerfContext read = counting.getPerfContext();

            read.reset();
            assertThat(pages(bench, bucket, "", "", 6_000)).hasSize(5_001);
            assertThat(read.getNextOnMemtableCount()).isGreaterThanOrEqualTo(5_000);

            read.reset();
            assertThat(pages(bench, bucket, "", "/", 1_000)).hasSize(2);
            assertThat(read.getNextOnMemtableCount() + read.getSeekOnMemtableCount())
                    .isLessThan(10);
        }
    }

    @Test
    void list_ofAKeyWithManyVersions_readsAFewRows() throws RocksDBException {
        try (FoldBench bench = new FoldBench(directory.resolve("fold"));
                RocksDB counting = RocksDB.open(directory.resolve("counting").toString())) {
            BucketImage bucket = bench.set(bench.create("photos"), Versioning.ENABLED);
            for (int i = 0; i < 5_000; i++) {
                bench.fold(bench.event(bucket, put("many", 0, Optional.empty())));
            }
            bench.fold(bench.event(bucket, put("zebra", 0, Optional.empty())));
            counting.setPerfLevel(PerfLevel.ENABLE_COUNT);
            PerfContext read = counting.getPerfContext();

            read.reset();
            assertThat(pages(bench, bucket, "", "", 1_000)).containsExactly("many", "zebra");
            assertThat(read.getNextOnMemtableCount() + read.getSeekOnMemtableCount())
                    .isLessThan(10);
            assertThat(new VersionPages(bench.partition, bucket).versions("", "", 1_000))
                    .hasSize(5_001);
        }
    }

    /// More rows are passed over than one counted section reads.
    @Test
    void list_behindVeryManyDeletedKeys_showsTheNextKey() {
        try (FoldBench bench = new FoldBench(directory)) {
            BucketImage bucket = bench.set(bench.create("photos"), Versioning.ENABLED);
            for (int i = 0; i < 25_000; i += 1_000) {
                String[] keys =
                        IntStream.range(i, i + 1_000)
                                .mapToObj("a%d"::formatted)
                                .toArray(String[]::new);
                bench.fold(bench.event(bucket, delete(keys)));
            }
            bench.fold(bench.event(bucket, put("a/b", 0, Optional.empty())));
            bench.fold(bench.event(bucket, put("b", 0, Optional.empty())));
            assertThat(pages(bench, bucket, "", "", 1)).containsExactly("a/b", "b");
            assertThat(pages(bench, bucket, "", "a", 1)).containsExactly("a", "b");
            assertThat(pages(bench, bucket, "a", "0", 10)).containsExactly("a/b");
        }
    }

    /// The first section ends at the row of the key, which is replaced meanwhile.
    @Test
    void list_whileTheKeyBetweenTwoSectionsIsReplaced_showsIt() throws Exception {
        try (FoldBench bench = new FoldBench(directory)) {
            BucketImage bucket = bench.set(bench.create("photos"), Versioning.SUSPENDED);
            for (int i = 0; i < 10_000; i += 1_000) {
                String[] keys =
                        IntStream.range(i, i + 1_000)
                                .mapToObj("a%d"::formatted)
                                .toArray(String[]::new);
                bench.fold(bench.event(bucket, delete(keys)));
            }
            bench.fold(bench.event(bucket, put("b", 0, Optional.empty())));
            AtomicBoolean listed = new AtomicBoolean();
            try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
                Future<?> writing =
                        writer.submit(() -> {
                            while (!listed.get()) {
                                bench.fold(bench.event(bucket, put("b", 0, Optional.empty())));
                            }
                        });
                try {
                    for (int round = 0; round < 200; round++) {
                        assertThat(pages(bench, bucket, "", "", 10)).containsExactly("b");
                    }
                } finally {
                    listed.set(true);
                }
                writing.get();
            }
        }
    }

    private static String text(Random random, int letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    private static List<String> pages(
            FoldBench bench, BucketImage bucket, String prefix, String delimiter, int max) {
        List<String> rows = new ArrayList<>();
        String after = "";
        while (true) {
            ListPage page =
                    bench.partition.list(bucket.id(), new ListQuery(prefix, delimiter, after, max));
            page.rows().forEach(row -> rows.add(row.marker()));
            if (!page.truncated()) {
                return rows;
            }
            assertThat(page.rows()).hasSize(max);
            after = page.rows().getLast().marker();
        }
    }

    private static List<String> expected(TreeSet<ObjectKey> keys, String prefix, String delimiter) {
        List<String> rows = new ArrayList<>();
        for (ObjectKey each : keys) {
            String key = each.value();
            if (!key.startsWith(prefix)) {
                continue;
            }
            int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String row = at < 0 ? key : key.substring(0, at + delimiter.length());
            if (at < 0 || rows.isEmpty() || !rows.getLast().equals(row)) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Test
    void list_withStartInsideACommonPrefix_showsThePrefixOfWhatIsBehind() {
        try (FoldBench bench = new FoldBench(directory)) {
            BucketImage bucket = bench.create("photos");
            for (String key : List.of("a/1", "a/2", "b")) {
                bench.fold(bench.event(bucket, put(key, 0, Optional.empty())));
            }
            ListPage inside = bench.partition.list(bucket.id(), new ListQuery("", "/", "a/1", 10));
            assertThat(inside.rows().stream().map(ListRow::marker)).containsExactly("a/", "b");
            ListPage behind = bench.partition.list(bucket.id(), new ListQuery("", "/", "a/", 10));
            assertThat(behind.rows().stream().map(ListRow::marker)).containsExactly("b");
        }
    }
}
