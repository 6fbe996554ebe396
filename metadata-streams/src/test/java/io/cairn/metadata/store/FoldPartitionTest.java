package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.accepted;
import static io.cairn.metadata.store.FoldBench.complete;
import static io.cairn.metadata.store.FoldBench.delete;
import static io.cairn.metadata.store.FoldBench.put;
import static io.cairn.metadata.store.FoldBench.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.BlobRow;
import io.cairn.metadata.Namespace.Lookup;
import io.cairn.metadata.fold.UnknownRulesException;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.EventBody.InBucket;
import io.cairn.schemas.event.NewerReleaseException;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Versioning;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// State and position move together, and folding again gives the same.
class FoldPartitionTest {
    @TempDir Path directory;

    private static void randomEvents(FoldBench bench, int count, long seed) {
        Random random = new Random(seed);
        BucketImage bucket = bench.create("bucket-" + seed);
        List<UploadId> uploads = new ArrayList<>(List.of(new UploadId(bench.id())));
        for (int i = 0; i < count; i++) {
            bench.fold(bench.event(bucket, randomBody(bench, random, uploads)));
            if (random.nextInt(4) == 0) {
                relocate(bench, bucket, random);
            }
        }
    }

    /// Moves a shard of some object; now and then from places where it is not any more.
    private static void relocate(FoldBench bench, BucketImage bucket, Random random) {
        String key = random.nextInt(5) == 0 ? "up" : "k" + random.nextInt(50);
        for (BlobId blob : bench.partition.blobs(bucket.id(), new ObjectKey(key)).keySet()) {
            BlobRow row =
                    bench.partition.holder(bucket.id(), new ObjectKey(key), blob).orElseThrow();
            int generation = random.nextInt(1_000);
            bench.fold(bench.event(bucket, FoldBench.relocate(key, row, generation)));
            if (random.nextBoolean()) {
                bench.fold(bench.event(bucket, FoldBench.relocate(key, row, generation + 1)));
            }
        }
    }

    private static FoldBench.Asked randomBody(
            FoldBench bench, Random random, List<UploadId> uploads) {
        String key = "k" + random.nextInt(50);
        UploadId upload = uploads.get(random.nextInt(uploads.size()));
        return switch (random.nextInt(8)) {
            case 6 -> asked(versioning(random));
            case 7 -> asked(FoldBench.delete(new ObjectKey(key), VersionId.NULL));
            case 0 -> put(key, 0, Optional.empty());
            case 1 -> put(key, 3, Optional.of(bench.blob(3)));
            case 2 -> asked(delete(key, "k1"));
            case 3 -> asked(begin(bench, uploads));
            case 4 -> FoldBench.part("up", upload, 1 + random.nextInt(3), 7, bench.blob(7));
            default -> asked(complete("up", upload, 1));
        };
    }

    private static EventBody versioning(Random random) {
        return new EventBody.BucketVersioningPut(
                random.nextBoolean() ? Versioning.ENABLED : Versioning.SUSPENDED);
    }

    private static FoldBench.Asked asked(EventBody body) {
        return new FoldBench.Asked(body, Optional.empty());
    }

    private static InBucket begin(FoldBench bench, List<UploadId> uploads) {
        UploadId id = new UploadId(bench.id());
        uploads.add(id);
        return FoldBench.begin("up", id);
    }

    /// Asks `question` again and again on another thread while `folding` runs; whether the answer
    /// was always true.
    private static boolean holdsDuring(BooleanSupplier question, Runnable folding)
            throws InterruptedException, ExecutionException {
        AtomicBoolean folded = new AtomicBoolean();
        FutureTask<Boolean> asking =
                new FutureTask<>(() -> {
                    boolean held = true;
                    while (held && !folded.get()) {
                        held = question.getAsBoolean();
                    }
                    return held;
                });
        Thread.ofPlatform().daemon().start(asking);
        folding.run();
        folded.set(true);
        return asking.get();
    }

    @Test
    void visible_afterAnyRead_isNotBehindWhatWasRead() throws Exception {
        ObjectKey key = new ObjectKey("k");
        try (FoldBench bench = new FoldBench(directory)) {
            BucketImage bucket = bench.create("bucket");
            boolean held =
                    holdsDuring(
                            () -> {
                                long seen =
                                        bench.partition
                                                .latest(bucket.id(), key)
                                                .map(ObjectVersion::sequence)
                                                .orElse(-1L);
                                return seen <= bench.partition.visible();
                            },
                            () -> {
                                for (int i = 0; i < 10_000; i++) {
                                    bench.fold(bench.event(bucket, put("k", 0, Optional.empty())));
                                }
                            });
            assertThat(held).isTrue();
        }
    }

    @Test
    void close_whileRecordsAreFolded_neverTakesTheStoreFromUnderTheFold() {
        for (int round = 0; round < 10; round++) {
            try (FoldBench bench = new FoldBench(directory.resolve("round-" + round))) {
                BucketImage bucket = bench.create("bucket");
                FutureTask<Boolean> folding =
                        new FutureTask<>(() -> {
                            while (bench.partition.mark().position() >= 0) {
                                bench.fold(bench.event(bucket, put("k", 0, Optional.empty())));
                            }
                            return true;
                        });
                Thread.ofPlatform().daemon().start(folding);
                while (bench.partition.mark().position() < 100) {
                    Thread.onSpinWait();
                }
                bench.partition.close();
                assertThatThrownBy(folding::get).hasCauseInstanceOf(StoreClosedException.class);
            }
        }
    }

    /// The sweep must not take the parts of an upload for orphans that is completed while it asks.
    @Test
    void blobs_whileUploadsAreCompleted_holdTheirParts() throws Exception {
        ObjectKey key = new ObjectKey("k");
        AtomicReference<Optional<BlobId>> held = new AtomicReference<>(Optional.empty());
        try (FoldBench bench = new FoldBench(directory)) {
            BucketImage bucket = bench.create("bucket");
            boolean never =
                    holdsDuring(
                            () -> {
                                Optional<BlobId> before = held.get();
                                Set<BlobId> seen = bench.partition.blobs(bucket.id(), key).keySet();
                                boolean still = held.get().equals(before);
                                return !still || before.map(seen::contains).orElse(true);
                            },
                            () -> {
                                for (int i = 0; i < 3_000; i++) {
                                    replace(bench, bucket, key, held);
                                }
                            });
            assertThat(never).isTrue();
        }
    }

    /// Uploads one part and completes it over the last object; `held` is told of the part's blob
    /// before the last one's is reclaimed.
    private static void replace(
            FoldBench bench,
            BucketImage bucket,
            ObjectKey key,
            AtomicReference<Optional<BlobId>> held) {
        UploadId id = new UploadId(bench.id());
        Blob blob = bench.blob(7);
        bench.fold(bench.event(bucket, FoldBench.begin(key.value(), id)));
        bench.fold(bench.event(bucket, FoldBench.part(key.value(), id, 1, 7, blob)));
        held.set(Optional.of(blob.id()));
        accepted(bench.fold(bench.event(bucket, complete("k", id, 1))));
    }

    @Test
    void rebuild_ofARandomLog_givesTheLiveState() {
        long seed = System.nanoTime();
        List<byte[]> noise = List.of(new byte[0], new byte[] {1, 2, 3});
        try (FoldBench live = new FoldBench(directory.resolve("live"))) {
            randomEvents(live, 300, seed);
            noise.forEach(bytes -> {
                live.log.add(bytes);
                live.foldNext();
            });
            randomEvents(live, 100, seed + 1);
            try (FoldBench again = new FoldBench(directory.resolve("again"), live.log)) {
                for (int offset = 0; offset < live.log.size(); offset++) {
                    again.partition.restore(FoldBench.TOPIC, offset, live.log.get(offset));
                }
                assertThat(again.partition.digest())
                        .as("seed %d", seed)
                        .isEqualTo(live.partition.digest());
                assertThat(again.partition.digest().rows()).isPositive();
            }
        }
    }

    @Test
    void reopen_afterClose_goesOnWhereItWas() {
        StateDigest before;
        List<byte[]> log;
        try (FoldBench bench = new FoldBench(directory)) {
            randomEvents(bench, 50, 1);
            before = bench.partition.digest();
            log = new ArrayList<>(bench.log);
        }
        try (FoldBench bench = new FoldBench(directory, new ArrayList<>(log))) {
            assertThat(bench.partition.digest()).isEqualTo(before);
            assertThat(bench.partition.mark().topicId()).isEqualTo(FoldBench.TOPIC);
            assertThat(bench.partition.endsWith(log.getLast())).isTrue();
            assertThat(bench.partition.endsWith(log.getFirst())).isFalse();
        }
    }

    @Test
    void apply_ofARecordThatWasFoldedBefore_emitsTheSameAgainAndChangesNothing() {
        try (FoldBench bench = new FoldBench(directory)) {
            BucketImage bucket = bench.create("photos");
            bench.fold(bench.event(bucket, put("a", 3, Optional.of(bench.blob(3)))));
            bench.fold(bench.event(bucket, delete("a")));
            StateDigest before = bench.partition.digest();
            List<Emission> again = new ArrayList<>();
            for (int offset = 0; offset < bench.log.size(); offset++) {
                again.addAll(
                        bench.partition
                                .apply(FoldBench.TOPIC, offset, bench.log.get(offset))
                                .emissions());
            }
            assertThat(bytes(again)).isEqualTo(bytes(bench.emitted));
            assertThat(bench.partition.digest()).isEqualTo(before);
        }
    }

    private static String bytes(List<Emission> emissions) {
        return FoldBench.hex(Emission.toBytes(emissions));
    }

    @Test
    void apply_ofARecordWhoseEmissionsWereDropped_stops() {
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("photos");
            bench.create("music");
            bench.partition.dropEmissionsBefore(1);
            assertThatThrownBy(() -> bench.partition.apply(FoldBench.TOPIC, 0, bench.log.get(0)))
                    .isInstanceOf(StoreException.class);
            assertThat(bench.partition.apply(FoldBench.TOPIC, 1, bench.log.get(1)).emissions())
                    .isNotEmpty();
        }
    }

    @Test
    void apply_withAGap_stops() {
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("photos");
            assertThatThrownBy(() -> bench.partition.apply(FoldBench.TOPIC, 2, bench.log.get(0)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("offset 2");
        }
    }

    @Test
    void apply_ofARecordThatIsNoEvent_isRejectedAndAdvances() {
        try (FoldBench bench = new FoldBench(directory)) {
            bench.log.add(null);
            assertThat(rejected(bench.foldNext())).isEqualTo(Rejection.UNREADABLE);
            bench.log.add(new byte[] {9});
            assertThat(rejected(bench.foldNext())).isEqualTo(Rejection.UNREADABLE);
            bench.create("photos");
            assertThat(bench.partition.mark().position()).isEqualTo(2);
        }
    }

    @Test
    void apply_ofAnEventThatOnlyANewerReleaseKnows_stopsAndChangesNothing() {
        RecordFormats formats =
                new PlainFormats() {
                    @Override
                    public Event event(byte[] value) {
                        throw new NewerReleaseException("a kind of event");
                    }
                };
        try (StoreMemory memory = new StoreMemory(4 << 20, 8 << 20);
                FoldPartition partition = new FoldPartition(0, directory, memory, formats)) {
            partition.open();
            assertThatThrownBy(() -> partition.apply(FoldBench.TOPIC, 0, new byte[] {1}))
                    .isInstanceOf(NewerReleaseException.class);
            assertThat(partition.mark().position()).isEqualTo(-1);
        }
    }

    @Test
    void open_ofAStoreOfAnEarlierRelease_keepsItsMarkAndIsOutdated() {
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("photos");
            assertThat(bench.partition.isOutdated()).isFalse();
        }
        OlderStore.earlier(directory);
        try (FoldBench bench = new FoldBench(directory)) {
            assertThat(bench.partition.isOutdated()).isTrue();
            assertThat(bench.partition.mark().position()).isZero();
            bench.partition.discard();
            assertThat(bench.partition.isOutdated()).isFalse();
            assertThat(bench.partition.mark().position()).isEqualTo(-1);
        }
    }

    @Test
    void open_ofAStoreOfALaterRelease_isRefused() {
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("photos");
        }
        OlderStore.later(directory);
        assertThatThrownBy(() -> new FoldBench(directory))
                .isInstanceOf(StoreException.class)
                .isNotInstanceOf(StoreDamagedException.class)
                .hasMessageContaining("start a newer release");
    }

    @Test
    void open_ofAStoreWithoutAMark_findsItDamaged() {
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("photos");
        }
        OlderStore.withoutMark(directory);
        try (FoldBench bench = new FoldBench(directory)) {
            assertThat(bench.partition.damage()).isPresent();
            bench.partition.setAside();
            bench.create("photos");
        }
    }

    /// Document n is put before object n, so nobody may see the object with an older document.
    @Test
    void find_whileTheBucketIsConfigured_showsBucketAndVersionOfOneMoment() throws Exception {
        int rounds = 20_000;
        ObjectKey key = new ObjectKey("a");
        try (FoldBench bench = new FoldBench(directory)) {
            BucketImage bucket = bench.create("photos");
            FutureTask<Long> reader =
                    new FutureTask<>(() -> {
                        long seen = 0;
                        while (seen < rounds) {
                            if (bench.partition.find("photos", key) instanceof Lookup.Found found) {
                                seen = found.version().size();
                                assertThat(found.bucket().revision())
                                        .isGreaterThan(found.version().sequence() - 2);
                            }
                        }
                        return seen;
                    });
            Thread.ofPlatform().daemon().start(reader);
            for (int i = 1; i <= rounds; i++) {
                Optional<String> text = Optional.of(Integer.toString(i));
                bench.fold(bench.event(bucket, new EventBody.BucketDocumentPut("policy", text)));
                bench.fold(bench.event(bucket, put("a", i, Optional.empty())));
            }
            assertThat(reader.get()).isEqualTo(rounds);
        }
    }

    @Test
    void apply_ofNewerRules_stops() {
        try (FoldBench bench = new FoldBench(directory)) {
            assertThatThrownBy(() ->
                            bench.fold(
                                    bench.event(
                                            "photos",
                                            Optional.empty(),
                                            new EventBody.RulesRaised(99))))
                    .isInstanceOf(UnknownRulesException.class);
            assertThat(bench.partition.mark().position()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MANIFEST*, GARBAGE",
        "MANIFEST*, GONE",
        "CURRENT, GARBAGE",
        "CURRENT, GONE",
        "*.sst, GARBAGE",
        "*.sst, GONE"
    })
    void store_thatIsDamaged_isSetAsideAndFoldedFromTheBeginning(String files, Harm harm)
            throws IOException {
        Path store = directory.resolve("partition-0");
        List<byte @Nullable []> log;
        StateDigest before;
        try (FoldBench bench = new FoldBench(store)) {
            bench.create("photos");
            bench.create("films");
            before = bench.partition.digest();
            log = bench.log;
        }
        harm(store, files, harm);
        try (FoldBench bench = new FoldBench(store, log)) {
            assertThat(bench.partition.mark().position()).isEqualTo(-1);
            assertThat(bench.partition.damage()).isPresent();
            bench.partition.setAside();
            assertThat(directory.resolve("partition-0.damaged")).isDirectory();
            log.forEach(record -> bench.foldNext());
            assertThat(bench.partition.digest()).isEqualTo(before);
        }
        try (FoldBench bench = new FoldBench(store, log)) {
            assertThat(bench.partition.digest()).isEqualTo(before);
            assertThat(directory.resolve("partition-0.damaged")).doesNotExist();
        }
    }

    @Test
    void store_thatAnotherProcessHolds_isNotTakenForDamaged() {
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("photos");
            assertThatThrownBy(() -> new FoldBench(directory).close())
                    .isInstanceOf(StoreException.class)
                    .isNotInstanceOf(StoreDamagedException.class);
        }
    }

    /// Opening the store again would not find it: the bytes are as they were.
    @Test
    void store_foundDamagedWhileItIsOpen_isTakenForDamagedByTheNextOpen() throws IOException {
        Path store = directory.resolve("partition-0");
        List<byte @Nullable []> log;
        StateDigest before;
        try (FoldBench bench = new FoldBench(store)) {
            bench.create("photos");
            before = bench.partition.digest();
            log = bench.log;
        }
        try (FoldBench bench = new FoldBench(store, log)) {
            Map<Path, byte[]> whole = files(store, "*.sst");
            harm(store, "*.sst", Harm.GARBAGE);
            assertThatThrownBy(bench.partition::digest)
                    .isInstanceOf(StoreDamagedException.class)
                    .hasMessageContainingAll("scanning", ".sst");
            for (Map.Entry<Path, byte[]> file : whole.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
        }
        try (FoldBench bench = new FoldBench(store, log)) {
            assertThat(bench.partition.damage()).isPresent();
            assertThat(bench.partition.damage().orElseThrow()).hasMessageContaining(".sst");
            bench.partition.setAside();
            log.forEach(record -> bench.foldNext());
            assertThat(bench.partition.digest()).isEqualTo(before);
        }
        try (FoldBench bench = new FoldBench(store, log)) {
            assertThat(bench.partition.damage()).isEmpty();
        }
    }

    private static Map<Path, byte[]> files(Path store, String names) throws IOException {
        Map<Path, byte[]> contents = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(store, names)) {
            for (Path file : files) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    /// Paths that are too long for the file system to name are what nobody can remove, root
    /// neither.
    @Test
    void open_whileAStoreSetAsideCannotBeRemoved_goesOnAndSetsTheNextAsideBesideIt()
            throws IOException {
        Path store = directory.resolve("partition-0");
        Path aside = directory.resolve("partition-0.damaged");
        List<byte @Nullable []> log;
        try (FoldBench bench = new FoldBench(store)) {
            bench.create("photos");
            log = bench.log;
        }
        Path end = deep(aside);
        Path other = directory.resolve("other");
        deep(other);
        Path moved = Files.move(other, end.resolve("other"));
        try (FoldBench bench = new FoldBench(store, log)) {
            assertThat(bench.partition.bucket("photos")).isPresent();
            assertThat(aside).isDirectory();
        }
        harm(store, "CURRENT", Harm.GARBAGE);
        try (FoldBench bench = new FoldBench(store, log)) {
            bench.partition.setAside();
            assertThat(directory.resolve("partition-0.damaged-2")).isDirectory();
        } finally {
            Files.move(moved, other);
        }
        new FoldBench(store, log).close();
        assertThat(directory).isDirectoryNotContaining("glob:**.damaged*");
    }

    private static Path deep(Path root) throws IOException {
        Path end = root;
        for (int depth = 0; depth < 10; depth++) {
            end = end.resolve("d".repeat(250));
        }
        return Files.createDirectories(end);
    }

    private enum Harm {
        GONE,
        GARBAGE
    }

    private static void harm(Path store, String names, Harm harm) throws IOException {
        int harmed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(store, names)) {
            for (Path file : files) {
                harmed++;
                if (harm == Harm.GONE) {
                    Files.delete(file);
                } else {
                    Files.write(file, new byte[100]);
                }
            }
        }
        assertThat(harmed).isPositive();
    }

    @Test
    void discard_ofAStore_foldsFromTheBeginning() {
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("photos");
            StateDigest before = bench.partition.digest();
            bench.partition.discard();
            assertThat(bench.partition.bucket("photos")).isEmpty();
            Outcome outcome = bench.foldNext();
            accepted(outcome);
            assertThat(bench.partition.digest()).isEqualTo(before);
        }
    }
}
