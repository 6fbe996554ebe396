package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.BlobRow;
import io.cairn.metadata.Namespace.Lookup;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.DeletedEntry;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Versioning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories of one bucket, whose versioning changes, are folded and played to a naive
/// model. After each event both hold the same versions of each key, in the same order.
class VersionsModelTest {
    private static final int STEPS = 400;
    private static final String[] KEYS = {"a", "a/1", "a/2", "b", "c\0d", "ü"};

    @TempDir Path directory;

    private final Set<VersionId> given = new HashSet<>();
    private final Set<BlobId> written = new HashSet<>();

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L, System.nanoTime());
    }

    /// A history, and where it has come to.
    private record History(
            FoldBench bench, BucketImage bucket, VersionsModel model, Random random) {
        Outcome fold(FoldBench.Asked asked) {
            return bench.fold(bench.event(bucket, asked));
        }

        Outcome fold(EventBody body) {
            return bench.fold(bench.event(bucket, body));
        }

        ObjectKey key() {
            return new ObjectKey(KEYS[random.nextInt(KEYS.length)]);
        }

        /// The id of a version that is there, of the null version, or of one that never was.
        VersionId id(ObjectKey key) {
            List<VersionsModel.Row> rows = model.rows(key);
            return switch (random.nextInt(5)) {
                case 0 -> VersionId.NULL;
                case 1 -> new VersionId(bench.id());
                default ->
                        rows.isEmpty()
                                ? VersionId.NULL
                                : rows.get(random.nextInt(rows.size())).id();
            };
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void history_ofAnyKind_leavesTheVersionsThatTheModelHas(long seed) {
        try (FoldBench bench = new FoldBench(directory.resolve("live"))) {
            History history =
                    new History(
                            bench, bench.create("photos"), new VersionsModel(), new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                step(history);
                check(history, "seed %d step %d".formatted(seed, step));
            }
            checkHolders(history);
            try (FoldBench again = new FoldBench(directory.resolve("again"), bench.log)) {
                bench.log.forEach(_ -> again.foldNext());
                assertThat(again.partition.digest()).isEqualTo(bench.partition.digest());
            }
        }
    }

    private void step(History history) {
        switch (history.random().nextInt(14)) {
            case 0 -> {
                Versioning versioning =
                        history.random().nextBoolean() ? Versioning.ENABLED : Versioning.SUSPENDED;
                // Some histories stay unversioned for a while.
                if (history.random().nextInt(4) == 0) {
                    history.bench().set(history.bucket(), versioning);
                    history.model().set(versioning);
                }
            }
            case 1, 2, 3, 4 -> put(history, history.key());
            case 5 -> complete(history, history.key());
            case 6 -> rewrite(history, history.key());
            case 7, 8 -> deleteKeys(history);
            case 9, 10 -> deleteVersions(history, history.key());
            case 11 -> tag(history, history.key());
            case 12 -> limit(history);
            default -> deleteBoth(history, history.key());
        }
    }

    private static void limit(History history) {
        int bytes = history.random().nextInt(60);
        OptionalLong quota = bytes > 30 ? OptionalLong.empty() : OptionalLong.of(bytes);
        accepted(history.fold(new EventBody.BucketQuotaPut(quota)));
        history.model().limit(quota);
    }

    private Blob blob(History history, long length) {
        Blob blob = history.bench().blob(length);
        written.add(blob.id());
        return blob;
    }

    private void put(History history, ObjectKey key) {
        long size = history.random().nextInt(3);
        Optional<Blob> blob = size == 0 ? Optional.empty() : Optional.of(blob(history, size));
        Preconditions conditions =
                switch (history.random().nextInt(4)) {
                    case 0 -> Preconditions.ABSENT;
                    case 1 -> Preconditions.match("*");
                    default -> Preconditions.NONE;
                };
        Outcome outcome = history.fold(FoldBench.put(key.value(), size, blob, conditions));
        boolean isThere = history.model().current(key).isPresent();
        if (conditions.ifAbsent() && isThere) {
            assertThat(FoldBench.rejected(outcome)).isEqualTo(Rejection.PRECONDITION_FAILED);
        } else if (conditions.ifMatch().isPresent() && !isThere) {
            assertThat(FoldBench.rejected(outcome)).isEqualTo(Rejection.NO_SUCH_KEY);
        } else if (!history.model().hasRoom(key, size)) {
            assertThat(FoldBench.rejected(outcome)).isEqualTo(Rejection.QUOTA_EXCEEDED);
        } else {
            write(history, key, outcome, false, size, blob.map(Blob::id));
        }
    }

    private void complete(History history, ObjectKey key) {
        UploadId upload = new UploadId(history.bench().id());
        accepted(history.fold(FoldBench.begin(key.value(), upload)));
        Blob part = blob(history, 7);
        accepted(history.fold(FoldBench.part(key.value(), upload, 1, 7, part)));
        Outcome outcome = history.fold(FoldBench.complete(key.value(), upload, 1));
        if (!history.model().hasRoom(key, 7)) {
            assertThat(FoldBench.rejected(outcome)).isEqualTo(Rejection.QUOTA_EXCEEDED);
            accepted(history.fold(new EventBody.UploadAbort(key, upload)));
            return;
        }
        write(history, key, outcome, false, 7, Optional.of(part.id()));
    }

    private void write(
            History history,
            ObjectKey key,
            Outcome outcome,
            boolean marker,
            long size,
            Optional<BlobId> blob) {
        VersionId id = accepted(outcome).version().orElseThrow().versionId().orElse(VersionId.NULL);
        requireNew(history, id);
        history.model().add(key, new VersionsModel.Row(id, marker, size, blob));
    }

    private void requireNew(History history, VersionId id) {
        if (history.model().versioning() == Versioning.ENABLED) {
            assertThat(given.add(id)).as("a new id").isTrue();
            assertThat(id).isNotEqualTo(VersionId.NULL);
        } else {
            assertThat(id).isEqualTo(VersionId.NULL);
        }
    }

    /// Other metadata of the current version, whose content stays if the version goes.
    private void rewrite(History history, ObjectKey key) {
        Optional<ObjectVersion> latest =
                history.bench().partition.latest(history.bucket().id(), key);
        if (latest.isEmpty()) {
            return;
        }
        EventBody body =
                new EventBody.ObjectRewrite(
                        key,
                        latest.get().sequence(),
                        ObjectMetadata.of(Map.of(), Map.of("m", "1")),
                        Preconditions.NONE);
        Outcome outcome = history.fold(body);
        VersionsModel.Row row = history.model().current(key).orElseThrow();
        if (history.model().versioning() == Versioning.ENABLED
                || !row.id().equals(VersionId.NULL)) {
            assertThat(FoldBench.rejected(outcome)).isEqualTo(Rejection.STALE);
        } else {
            write(history, key, outcome, false, row.size(), row.blob());
        }
    }

    /// Other tags of some version, of which nothing else may change.
    private static void tag(History history, ObjectKey key) {
        VersionId id = history.id(key);
        if (!(history.bench().partition.find("photos", key, id)
                instanceof Lookup.Found(BucketImage _, ObjectVersion version))) {
            return;
        }
        SortedMap<String, String> tags =
                new TreeMap<>(Map.of("tag", String.valueOf(history.random().nextInt())));
        accepted(history.fold(new EventBody.ObjectTagsPut(key, version.sequence(), tags, false)));
        assertThat(history.bench().partition.find("photos", key, id))
                .isEqualTo(
                        new Lookup.Found(
                                history.bench().partition.bucket("photos").orElseThrow(),
                                version.tagged(tags)));
    }

    private void deleteKeys(History history) {
        ObjectKey first = history.key();
        ObjectKey second = history.key();
        List<DeletedEntry> answers =
                accepted(
                                history.fold(
                                        FoldBench.delete(
                                                first.value(), second.value(), first.value())))
                        .entries();
        assertThat(answers.get(2)).isEqualTo(answers.get(0));
        hide(history, first, answers.get(0));
        if (second.equals(first)) {
            assertThat(answers.get(1)).isEqualTo(answers.get(0));
        } else {
            hide(history, second, answers.get(1));
        }
    }

    private void hide(History history, ObjectKey key, DeletedEntry answer) {
        if (history.model().versioning() == Versioning.UNVERSIONED) {
            assertThat(answer).isEqualTo(DeletedEntry.GONE);
            history.model().remove(key, VersionId.NULL);
            return;
        }
        VersionId id = answer.markerId().orElseThrow();
        assertThat(answer).isEqualTo(DeletedEntry.marker(id));
        requireNew(history, id);
        history.model().add(key, new VersionsModel.Row(id, true, 0, Optional.empty()));
    }

    private static void deleteVersions(History history, ObjectKey key) {
        VersionId[] ids = {history.id(key), history.id(key), history.id(key)};
        List<DeletedEntry> answers = accepted(history.fold(FoldBench.delete(key, ids))).entries();
        for (int i = 0; i < ids.length; i++) {
            boolean marker = history.model().remove(key, ids[i]);
            assertThat(answers.get(i))
                    .isEqualTo(marker ? DeletedEntry.MARKER_GONE : DeletedEntry.GONE);
        }
    }

    /// The second kind of entries for one key is refused.
    private void deleteBoth(History history, ObjectKey key) {
        EventBody.DeleteEntry ofKey = new EventBody.DeleteEntry(key, Preconditions.NONE);
        EventBody.DeleteEntry ofVersion =
                FoldBench.delete(key, history.id(key)).entries().getFirst();
        boolean keyFirst = history.random().nextBoolean();
        List<DeletedEntry> answers =
                accepted(
                                history.fold(
                                        new EventBody.ObjectsDelete(
                                                keyFirst
                                                        ? List.of(ofKey, ofVersion)
                                                        : List.of(ofVersion, ofKey))))
                        .entries();
        assertThat(answers.get(1)).isEqualTo(DeletedEntry.refused(Rejection.TOO_MUCH_AT_ONCE));
        if (keyFirst) {
            hide(history, key, answers.getFirst());
        } else {
            history.model().remove(key, ofVersion.versionId().orElseThrow());
        }
    }

    private void check(History history, String when) {
        FoldPartition partition = history.bench().partition;
        VersionsModel model = history.model();
        VersionPages pages = new VersionPages(partition, history.bucket());
        Random random = history.random();
        String delimiter = random.nextBoolean() ? "" : "/";
        String prefix = random.nextBoolean() ? "" : "a";
        int max = 1 + random.nextInt(6);
        assertThat(pages.versions(prefix, delimiter, max))
                .as(when)
                .isEqualTo(model.versions(prefix, delimiter));
        assertThat(pages.keys(prefix, delimiter, max))
                .as(when)
                .isEqualTo(model.keys(prefix, delimiter));
        for (String text : KEYS) {
            checkKey(history, new ObjectKey(text), when);
        }
        assertThat(partition.usage(history.bucket().id())).as(when).isEqualTo(model.usage());
        Set<BlobId> kept = new HashSet<>(written);
        history.bench().reclaimed().forEach(kept::remove);
        assertThat(kept).as(when).isEqualTo(model.blobs());
    }

    private static void checkKey(History history, ObjectKey key, String when) {
        Consumer<VersionsModel.Row> isFound =
                row -> assertThat(found(history, key, row.id())).as(when).isEqualTo(row);
        history.model().rows(key).forEach(isFound);
        boolean hasNull =
                history.model().rows(key).stream().anyMatch(row -> row.id().equals(VersionId.NULL));
        if (!hasNull) {
            assertThat(history.bench().partition.find("photos", key, VersionId.NULL))
                    .as(when)
                    .isInstanceOf(Lookup.NoSuchKey.class);
        }
        Lookup newest = history.bench().partition.find("photos", key);
        if (history.model().rows(key).isEmpty()) {
            assertThat(newest).as(when).isInstanceOf(Lookup.NoSuchKey.class);
        } else {
            assertThat(row(newest)).as(when).isEqualTo(history.model().rows(key).getFirst());
        }
    }

    private static VersionsModel.Row found(History history, ObjectKey key, VersionId id) {
        return row(history.bench().partition.find("photos", key, id));
    }

    private static VersionsModel.Row row(Lookup lookup) {
        ObjectVersion version =
                switch (lookup) {
                    case Lookup.Found(BucketImage _, ObjectVersion found) -> found;
                    case Lookup.Hidden(BucketImage _, ObjectVersion marker) -> marker;
                    case Lookup.NoSuchBucket _, Lookup.NoSuchKey _ ->
                            throw new AssertionError("nothing found");
                };
        assertThat(version.deleteMarker()).isEqualTo(lookup instanceof Lookup.Hidden);
        return new VersionsModel.Row(
                version.versionId().orElse(VersionId.NULL),
                version.deleteMarker(),
                version.size(),
                version.blob().map(Blob::id));
    }

    /// Every blob is found where it is, also below newer versions.
    private static void checkHolders(History history) {
        List<BlobId> held = new ArrayList<>();
        for (String text : KEYS) {
            ObjectKey key = new ObjectKey(text);
            FoldPartition partition = history.bench().partition;
            for (BlobId blob : partition.blobs(history.bucket().id(), key).keySet()) {
                BlobRow row = partition.holder(history.bucket().id(), key, blob).orElseThrow();
                accepted(history.fold(FoldBench.relocate(text, row, 5)));
                assertThat(partition.holder(history.bucket().id(), key, blob).orElseThrow())
                        .isNotEqualTo(row);
                held.add(blob);
            }
        }
        assertThat(held).containsExactlyInAnyOrderElementsOf(history.model().blobs());
    }
}
