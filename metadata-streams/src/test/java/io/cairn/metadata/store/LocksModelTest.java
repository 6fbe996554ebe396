package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.accepted;
import static io.cairn.metadata.store.FoldBench.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace.Lookup;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.DefaultRetention;
import io.cairn.schemas.event.DeletedEntry;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectLock;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Retention;
import io.cairn.schemas.event.RetentionMode;
import io.cairn.schemas.event.UploadPlan;
import io.cairn.schemas.event.Versioning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories of a bucket with object lock are folded and played to a naive model that knows
/// the true time. The clock of the node or that of the client is often wrong, never both. After
/// each event no version is gone that was locked, and none is locked more weakly than was promised.
class LocksModelTest {
    private static final int STEPS = 600;
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final String[] KEYS = {"a", "b"};

    @TempDir Path directory;

    /// What was promised for a version. A delete marker has no promise.
    private record Row(ObjectKey key, VersionId id, Optional<Retention> until, LegalHold hold) {
        boolean locked(long now, boolean bypass) {
            return hold == LegalHold.ON
                    || until.filter(retention -> now < retention.untilMillis())
                            .filter(retention ->
                                    !bypass || retention.mode() == RetentionMode.COMPLIANCE)
                            .isPresent();
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private Optional<DefaultRetention> rule = Optional.empty();
    private Random random = new Random();
    private long now;

    /// Whether both clocks of the last event were right.
    private boolean right;

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L, System.nanoTime());
    }

    @BeforeEach
    void begin() {
        now = 1_700_000_000_000L;
    }

    /// The bucket as the log has it. It is found by its name and id, which do not change.
    private record Target(FoldBench bench, BucketImage bucket) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void history_ofAnyKind_removesNoLockedVersionAndWeakensNoLock(long seed) {
        random = new Random(seed);
        try (FoldBench bench = new FoldBench(directory.resolve("live"))) {
            Target target = new Target(bench, create(bench));
            for (int step = 0; step < STEPS; step++) {
                now += random.nextLong(DAY);
                step(target);
                check(target, "seed %d step %d".formatted(seed, step));
            }
            try (FoldBench again = new FoldBench(directory.resolve("again"), bench.log)) {
                bench.log.forEach(_ -> again.foldNext());
                assertThat(again.partition.digest()).isEqualTo(bench.partition.digest());
            }
        }
    }

    /// A bucket that is locked from the beginning, or later, when it has null versions already.
    private BucketImage create(FoldBench bench) {
        if (random.nextBoolean()) {
            BucketId id = new BucketId(bench.id());
            EventBody body = new EventBody.BucketCreate(id, "", 1, true);
            accepted(bench.fold(bench.event("photos", Optional.empty(), body)));
            return bench.partition.bucket("photos").orElseThrow();
        }
        BucketImage bucket = bench.create("photos");
        Target target = new Target(bench, bucket);
        EventBody lock = new EventBody.BucketLockPut(ObjectLock.WITHOUT_DEFAULT);
        assertThat(rejected(fold(target, lock))).isEqualTo(Rejection.INVALID_BUCKET_STATE);
        for (String key : KEYS) {
            accepted(fold(target, put(new ObjectKey(key), ObjectAttributes.NONE)));
            rows.add(
                    new Row(new ObjectKey(key), VersionId.NULL, Optional.empty(), LegalHold.NEVER));
        }
        EventBody locked = put(new ObjectKey("a"), ObjectAttributes.NONE.held(LegalHold.ON));
        assertThat(rejected(fold(target, locked))).isEqualTo(Rejection.INVALID_REQUEST);
        bench.set(bucket, Versioning.ENABLED);
        accepted(fold(target, lock));
        return bucket;
    }

    private Outcome fold(Target target, EventBody body) {
        Event event = target.bench().event(target.bucket(), body);
        right = random.nextInt(3) > 0;
        boolean wrongNode = !right && random.nextBoolean();
        long wrong = now + random.nextLong(-400 * DAY, 400 * DAY);
        Event timed =
                new Event(
                        event.id(),
                        wrongNode ? wrong : now,
                        event.bucket(),
                        event.bucketId(),
                        event.known(),
                        event.origin(),
                        body,
                        event.blob());
        // A client without a clock counts as one whose clock is wrong.
        long client = random.nextInt(4) == 0 ? Event.UNKNOWN : wrong;
        return target.bench().fold(timed.signedAt(right || wrongNode ? now : client));
    }

    private void step(Target target) {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> put(target);
            case 3 -> complete(target);
            case 4, 5 -> retain(target);
            case 6 -> hold(target);
            case 7, 8, 9, 10 -> deleteVersions(target);
            case 11 -> deleteKey(target);
            case 12 -> configure(target);
            default -> refused(target);
        }
    }

    private ObjectKey key() {
        return new ObjectKey(KEYS[random.nextInt(KEYS.length)]);
    }

    private Retention retention() {
        return new Retention(
                RetentionMode.values()[random.nextInt(2)], now + random.nextLong(30 * DAY));
    }

    private ObjectAttributes attributes() {
        Optional<Retention> retention =
                random.nextInt(3) == 0 ? Optional.of(retention()) : Optional.empty();
        LegalHold hold = LegalHold.values()[Math.max(0, random.nextInt(6) - 3)];
        return ObjectAttributes.NONE.retained(retention).held(hold);
    }

    private static EventBody put(ObjectKey key, ObjectAttributes attributes) {
        return new EventBody.ObjectPut(
                key,
                ObjectContent.of(0, FoldBench.ETAG, Optional.empty()),
                ObjectMetadata.EMPTY,
                attributes,
                Preconditions.NONE,
                false);
    }

    private void put(Target target) {
        ObjectKey key = key();
        ObjectAttributes attributes = attributes();
        add(key, attributes, fold(target, put(key, attributes)));
    }

    private void complete(Target target) {
        ObjectKey key = key();
        UploadId id = new UploadId(target.bench().id());
        ObjectAttributes attributes = attributes();
        UploadPlan plan =
                UploadPlan.of(ObjectMetadata.EMPTY, Optional.empty(), false).with(attributes);
        accepted(fold(target, new EventBody.UploadCreate(key, id, plan)));
        FoldBench.Asked part = FoldBench.part(key.value(), id, 1, 7, target.bench().blob(7));
        accepted(target.bench().fold(target.bench().event(target.bucket(), part)));
        add(key, attributes, fold(target, FoldBench.complete(key.value(), id, 1)));
    }

    private void add(ObjectKey key, ObjectAttributes attributes, Outcome outcome) {
        VersionId id = accepted(outcome).version().orElseThrow().versionId().orElseThrow();
        Optional<Retention> until =
                attributes.retention().or(() -> rule.map(each -> each.from(now)));
        rows.add(new Row(key, id, until, attributes.legalHold()));
    }

    private ObjectVersion version(Target target, Row row) {
        Lookup lookup = target.bench().partition.find("photos", row.key(), row.id());
        if (lookup instanceof Lookup.Found(BucketImage _, ObjectVersion version)) {
            return version;
        }
        throw new AssertionError(row + " is gone: " + lookup);
    }

    private Optional<Row> any() {
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(rows.get(random.nextInt(rows.size())));
    }

    private void replace(Row before, Row after) {
        rows.set(rows.indexOf(before), after);
    }

    private void retain(Target target) {
        Optional<Row> chosen = any();
        if (chosen.isEmpty()) {
            return;
        }
        Row row = chosen.get();
        Optional<Retention> wanted =
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(retention());
        boolean bypass = random.nextInt(3) == 0;
        long sequence = version(target, row).sequence();
        Outcome outcome =
                fold(target, new EventBody.ObjectRetentionPut(row.key(), sequence, wanted, bypass));
        boolean allowed = mayChange(row, wanted, bypass);
        if (outcome instanceof Outcome.Accepted) {
            assertThat(allowed).isTrue();
            replace(row, new Row(row.key(), row.id(), wanted, row.hold()));
        } else {
            assertThat(rejected(outcome)).isEqualTo(Rejection.LOCKED);
            assertThat(allowed && right).isFalse();
        }
    }

    private boolean mayChange(Row row, Optional<Retention> wanted, boolean bypass) {
        Row unheld = new Row(row.key(), row.id(), row.until(), LegalHold.NEVER);
        return !unheld.locked(now, bypass)
                || (wanted.isPresent()
                        && wanted.get().mode() == row.until().orElseThrow().mode()
                        && wanted.get().untilMillis() >= row.until().get().untilMillis());
    }

    private void hold(Target target) {
        any().ifPresent(row -> {
            LegalHold wanted = random.nextBoolean() ? LegalHold.ON : LegalHold.OFF;
            long sequence = version(target, row).sequence();
            accepted(fold(target, new EventBody.ObjectLegalHoldPut(row.key(), sequence, wanted)));
            replace(row, new Row(row.key(), row.id(), row.until(), wanted));
        });
    }

    private void deleteVersions(Target target) {
        List<EventBody.DeleteEntry> entries = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            any().ifPresent(row ->
                    entries.add(
                            new EventBody.DeleteEntry(
                                    row.key(),
                                    Optional.of(row.id()),
                                    random.nextBoolean(),
                                    Preconditions.NONE)));
        }
        List<DeletedEntry> answers =
                accepted(fold(target, new EventBody.ObjectsDelete(entries))).entries();
        for (int i = 0; i < entries.size(); i++) {
            EventBody.DeleteEntry entry = entries.get(i);
            Optional<Row> row =
                    rows.stream()
                            .filter(each -> each.key().equals(entry.key()))
                            .filter(each -> Optional.of(each.id()).equals(entry.versionId()))
                            .findFirst();
            boolean locked =
                    row.filter(each -> each.locked(now, entry.bypassGovernance())).isPresent();
            if (answers.get(i).rejection().isPresent()) {
                assertThat(answers.get(i)).isEqualTo(DeletedEntry.refused(Rejection.LOCKED));
                assertThat(locked || !right).isTrue();
            } else {
                assertThat(locked).as("locked").isFalse();
                row.ifPresent(rows::remove);
            }
        }
    }

    /// A delete without an id hides the key, whatever is locked. The marker can be removed.
    private void deleteKey(Target target) {
        ObjectKey key = key();
        VersionId marker =
                accepted(fold(target, FoldBench.delete(key.value())))
                        .entries()
                        .getFirst()
                        .markerId()
                        .orElseThrow();
        assertThat(marker).isNotEqualTo(VersionId.NULL);
        if (random.nextBoolean()) {
            assertThat(accepted(fold(target, FoldBench.delete(key, marker))).entries())
                    .containsExactly(DeletedEntry.MARKER_GONE);
        }
    }

    private void configure(Target target) {
        RetentionMode mode = RetentionMode.values()[random.nextInt(2)];
        rule =
                switch (random.nextInt(3)) {
                    case 0 -> Optional.empty();
                    case 1 -> Optional.of(new DefaultRetention(mode, 1 + random.nextInt(20), 0));
                    default -> Optional.of(new DefaultRetention(mode, 0, 1));
                };
        accepted(fold(target, new EventBody.BucketLockPut(new ObjectLock(rule))));
    }

    /// What would take the place of a version, or end the keeping of versions.
    private void refused(Target target) {
        EventBody suspend = new EventBody.BucketVersioningPut(Versioning.SUSPENDED);
        assertThat(rejected(fold(target, suspend))).isEqualTo(Rejection.INVALID_BUCKET_STATE);
        any().ifPresent(row -> {
            assertThat(rejected(fold(target, new EventBody.BucketDelete())))
                    .isEqualTo(Rejection.BUCKET_NOT_EMPTY);
            EventBody rewrite =
                    new EventBody.ObjectRewrite(
                            row.key(),
                            version(target, row).sequence(),
                            ObjectMetadata.of(Map.of(), Map.of("m", "1")),
                            Preconditions.NONE);
            assertThat(rejected(fold(target, rewrite)))
                    .isIn(Rejection.STALE, Rejection.NO_SUCH_KEY);
            accepted(
                    fold(
                            target,
                            new EventBody.ObjectTagsPut(
                                    row.key(),
                                    version(target, row).sequence(),
                                    new TreeMap<>(),
                                    false)));
        });
    }

    /// Every version of the model is there, and locked at least as firmly as was promised. It may
    /// be locked for longer, where a clock was wrong when its default retention began; from then on
    /// that is the promise.
    private void check(Target target, String when) {
        for (Row row : List.copyOf(rows)) {
            ObjectAttributes attributes = version(target, row).attributes();
            assertThat(attributes.legalHold()).as(when).isEqualTo(row.hold());
            assertThat(attributes.retention().map(Retention::mode))
                    .as(when)
                    .isEqualTo(row.until().map(Retention::mode));
            row.until()
                    .ifPresent(promised ->
                            assertThat(attributes.retention().orElseThrow().untilMillis())
                                    .as(when)
                                    .isGreaterThanOrEqualTo(promised.untilMillis()));
            replace(row, new Row(row.key(), row.id(), attributes.retention(), row.hold()));
        }
    }
}
