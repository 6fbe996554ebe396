package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.ETAG;
import static io.cairn.metadata.store.FoldBench.accepted;
import static io.cairn.metadata.store.FoldBench.complete;
import static io.cairn.metadata.store.FoldBench.delete;
import static io.cairn.metadata.store.FoldBench.put;
import static io.cairn.metadata.store.FoldBench.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Usage;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.DeletedEntry;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.EventBody.InBucket;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.PartContent;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.UploadPlan;
import io.cairn.schemas.event.Versioning;
import io.cairn.schemas.event.WrittenVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the log decides, event by event.
class FoldRulesTest {
    private static final long PART = 5L << 20;

    @TempDir Path directory;
    private FoldBench bench;
    private BucketImage bucket;

    @BeforeEach
    void open() {
        bench = new FoldBench(directory);
        bucket = bench.create("photos");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Outcome fold(InBucket body) {
        return bench.fold(bench.event(bucket, body));
    }

    private Outcome fold(FoldBench.Asked asked) {
        return bench.fold(bench.event(bucket, asked));
    }

    private Optional<ObjectVersion> latest(String key) {
        return bench.partition.latest(bucket.id(), new ObjectKey(key));
    }

    @Test
    void create_ofABucketThatExists_isRejected() {
        Event again =
                bench.event(
                        "photos", Optional.empty(), new EventBody.BucketCreate(bucket.id(), ""));
        assertThat(rejected(bench.fold(again))).isEqualTo(Rejection.BUCKET_ALREADY_OWNED_BY_YOU);
    }

    @Test
    void put_overAnother_replacesItAndLetsItsShardsGo() {
        Blob first = bench.blob(10);
        fold(put("a", 10, Optional.of(first)));
        fold(put("a", 3, Optional.of(bench.blob(3))));
        assertThat(latest("a").orElseThrow().size()).isEqualTo(3);
        assertThat(bench.reclaimed()).containsExactly(first.id(), first.id());
        assertThat(bench.partition.usage(bucket.id())).isEqualTo(new Usage(1, 3));
        assertThat(bench.changes().getLast().image().before().orElseThrow().size()).isEqualTo(10);
    }

    @Test
    void put_ifAbsentOverAnother_isRejectedAndItsShardsGoAtOnce() {
        fold(put("a", 0, Optional.empty()));
        Blob loser = bench.blob(10);
        Outcome outcome = fold(put("a", 10, Optional.of(loser), Preconditions.ABSENT));
        assertThat(rejected(outcome)).isEqualTo(Rejection.PRECONDITION_FAILED);
        assertThat(bench.reclaimed()).containsExactly(loser.id(), loser.id());
        assertThat(latest("a").orElseThrow().size()).isZero();
    }

    @Test
    void put_ifMatch_isDecidedByTheCurrentEtag() {
        assertThat(rejected(fold(put("a", 0, Optional.empty(), Preconditions.match(ETAG)))))
                .isEqualTo(Rejection.NO_SUCH_KEY);
        fold(put("a", 0, Optional.empty()));
        accepted(fold(put("a", 0, Optional.empty(), Preconditions.match(ETAG))));
        accepted(fold(put("a", 0, Optional.empty(), Preconditions.match("*"))));
        assertThat(rejected(fold(put("a", 0, Optional.empty(), Preconditions.match("other")))))
                .isEqualTo(Rejection.PRECONDITION_FAILED);
    }

    @Test
    void put_intoABucketThatWasMadeAgain_isRejected() {
        fold(new EventBody.BucketDelete());
        bench.create("photos");
        Blob late = bench.blob(1);
        assertThat(rejected(fold(put("a", 1, Optional.of(late)))))
                .isEqualTo(Rejection.NO_SUCH_BUCKET);
        assertThat(bench.reclaimed()).contains(late.id());
    }

    @Test
    void delete_ofManyKeys_answersEachByItself() {
        fold(put("a", 5, Optional.of(bench.blob(5))));
        fold(put("b", 5, Optional.of(bench.blob(5))));
        EventBody.ObjectsDelete request =
                new EventBody.ObjectsDelete(
                        List.of(
                                entry("a", Preconditions.NONE),
                                entry("a", Preconditions.NONE),
                                entry("b", Preconditions.match("other")),
                                entry("missing", Preconditions.match("other"))));
        assertThat(accepted(fold(request)).entries())
                .containsExactly(
                        DeletedEntry.GONE,
                        DeletedEntry.GONE,
                        DeletedEntry.refused(Rejection.PRECONDITION_FAILED),
                        DeletedEntry.GONE);
        assertThat(latest("a")).isEmpty();
        assertThat(latest("b")).isPresent();
        assertThat(bench.partition.usage(bucket.id())).isEqualTo(new Usage(1, 5));
        assertThat(bench.changes().stream().map(Change::kind))
                .filteredOn(kind -> kind == ChangeKind.OBJECT_DELETED)
                .hasSize(1);
    }

    @Test
    void delete_onConditionsInAVersionedBucket_isDecidedByTheNewestVersion() {
        bench.set(bucket, Versioning.ENABLED);
        assertThat(deleted("a", Preconditions.match("other"))).isEqualTo(DeletedEntry.GONE);
        assertThat(deleted("a", Preconditions.match("*"))).isEqualTo(DeletedEntry.GONE);
        fold(put("a", 5, Optional.of(bench.blob(5))));
        assertThat(deleted("a", Preconditions.match("other")))
                .isEqualTo(DeletedEntry.refused(Rejection.PRECONDITION_FAILED));
        assertThat(deleted("a", Preconditions.match(ETAG)).deleteMarker()).isTrue();
        assertThat(deleted("a", Preconditions.match(ETAG)))
                .isEqualTo(DeletedEntry.refused(Rejection.PRECONDITION_FAILED));
        assertThat(deleted("a", Preconditions.match("*")).deleteMarker()).isTrue();
    }

    private DeletedEntry deleted(String key, Preconditions conditions) {
        return accepted(fold(new EventBody.ObjectsDelete(List.of(entry(key, conditions)))))
                .entries()
                .getFirst();
    }

    private static EventBody.DeleteEntry entry(String key, Preconditions conditions) {
        return new EventBody.DeleteEntry(new ObjectKey(key), conditions);
    }

    @Test
    void delete_ofABucketWithObjects_isRejectedAndWithUploadsTakesThemAlong() {
        fold(put("a", 0, Optional.empty()));
        assertThat(rejected(fold(new EventBody.BucketDelete())))
                .isEqualTo(Rejection.BUCKET_NOT_EMPTY);
        fold(delete("a"));
        UploadId upload = begin("u");
        Blob part = bench.blob(9);
        fold(FoldBench.part("u", upload, 1, 9, part));
        accepted(fold(new EventBody.BucketDelete()));
        assertThat(bench.reclaimed()).contains(part.id());
        assertThat(bench.partition.bucket("photos")).isEmpty();
    }

    @Test
    void rewrite_ofTheNamedVersion_keepsTheContentAndOwnsItsBlob() {
        Blob blob = bench.blob(5);
        accepted(fold(put("a", 5, Optional.of(blob))));
        ObjectVersion before = latest("a").orElseThrow();
        ObjectMetadata metadata = ObjectMetadata.of(Map.of(), Map.of("x", "1"));
        WrittenVersion told =
                accepted(
                                fold(
                                        new EventBody.ObjectRewrite(
                                                before.key(),
                                                before.sequence(),
                                                metadata,
                                                Preconditions.NONE)))
                        .version()
                        .orElseThrow();
        ObjectVersion after = latest("a").orElseThrow();
        assertThat(told).isEqualTo(after.written());
        assertThat(after.blob()).contains(blob);
        assertThat(after.metadata()).isEqualTo(metadata);
        assertThat(bench.reclaimed()).isEmpty();
        Outcome stale =
                fold(
                        new EventBody.ObjectRewrite(
                                before.key(), before.sequence(), metadata, Preconditions.NONE));
        assertThat(rejected(stale)).isEqualTo(Rejection.STALE);
    }

    private UploadId begin(String key) {
        UploadId id = new UploadId(bench.id());
        fold(FoldBench.begin(key, id));
        return id;
    }

    @Test
    void complete_ofSomeParts_makesTheObjectAndLetsTheOthersGo() {
        UploadId upload = begin("big");
        Blob replaced = bench.blob(PART);
        Blob unused = bench.blob(PART);
        fold(FoldBench.part("big", upload, 1, PART, replaced));
        fold(FoldBench.part("big", upload, 1, PART, bench.blob(PART)));
        fold(FoldBench.part("big", upload, 2, PART, unused));
        fold(FoldBench.part("big", upload, 7, 3, bench.blob(3)));
        WrittenVersion version =
                accepted(fold(complete("big", upload, 1, 7))).version().orElseThrow();
        assertThat(version.size()).isEqualTo(PART + 3);
        assertThat(version.etag()).endsWith("-2");
        assertThat(bench.reclaimed())
                .containsExactlyInAnyOrder(replaced.id(), replaced.id(), unused.id(), unused.id());
        assertThat(bench.partition.partAt(bucket.id(), upload, PART - 1).map(Part::number))
                .contains(1);
        assertThat(bench.partition.partAt(bucket.id(), upload, PART).map(Part::number)).contains(7);
        assertThat(bench.partition.partAt(bucket.id(), upload, PART + 3)).isEmpty();
        WrittenVersion again =
                accepted(fold(complete("big", upload, 1, 7))).version().orElseThrow();
        assertThat(again).isEqualTo(version);
    }

    @Test
    void complete_ofPartsThatDoNotFit_saysWhyAndKeepsTheUpload() {
        UploadId upload = begin("big");
        fold(FoldBench.part("big", upload, 1, 3, bench.blob(3)));
        fold(FoldBench.part("big", upload, 2, 3, bench.blob(3)));
        assertThat(rejected(fold(complete("big", upload, 2, 1))))
                .isEqualTo(Rejection.INVALID_PART_ORDER);
        assertThat(rejected(fold(complete("big", upload, 1, 2))))
                .isEqualTo(Rejection.ENTITY_TOO_SMALL);
        assertThat(rejected(fold(complete("big", upload, 3)))).isEqualTo(Rejection.INVALID_PART);
        EventBody.UploadComplete wrongSize =
                new EventBody.UploadComplete(
                        new ObjectKey("big"),
                        upload,
                        complete("big", upload, 1).parts(),
                        OptionalLong.of(4),
                        Optional.empty(),
                        Preconditions.NONE);
        assertThat(rejected(fold(wrongSize))).isEqualTo(Rejection.INVALID_REQUEST);
        accepted(fold(complete("big", upload, 2)));
    }

    @Test
    void putPart_thatNoObjectCouldBeMadeOf_isRejected() {
        UploadId upload = begin("big");
        assertThat(rejected(fold(FoldBench.part("big", upload, 0, 1, bench.blob(1)))))
                .isEqualTo(Rejection.INVALID_REQUEST);
        EventBody.PartPut noMd5 =
                new EventBody.PartPut(
                        new ObjectKey("big"),
                        upload,
                        1,
                        new PartContent(0, "no digest", Optional.empty()));
        assertThat(rejected(fold(noMd5))).isEqualTo(Rejection.INVALID_REQUEST);
    }

    @Test
    void abort_ofAnUpload_letsItsPartsGo() {
        UploadId upload = begin("big");
        Blob blob = bench.blob(3);
        fold(FoldBench.part("big", upload, 1, 3, blob));
        accepted(fold(new EventBody.UploadAbort(new ObjectKey("big"), upload)));
        assertThat(bench.reclaimed()).containsExactly(blob.id(), blob.id());
        Blob late = bench.blob(1);
        assertThat(rejected(fold(FoldBench.part("big", upload, 2, 1, late))))
                .isEqualTo(Rejection.NO_SUCH_UPLOAD);
        assertThat(bench.reclaimed()).contains(late.id());
    }

    @Test
    void delete_ofAnObjectInParts_letsAllItsPartsGo() {
        UploadId upload = begin("big");
        fold(FoldBench.part("big", upload, 1, PART, bench.blob(PART)));
        fold(FoldBench.part("big", upload, 2, 1, bench.blob(1)));
        fold(complete("big", upload, 1, 2));
        fold(delete("big"));
        assertThat(bench.reclaimed()).hasSize(4);
        assertThat(bench.partition.parts(bucket.id(), upload, 0, 10)).isEmpty();
    }

    @Test
    void delete_ofObjectsInVeryManyParts_leavesSomeForAnotherRequest() {
        for (String key : List.of("x", "y", "z")) {
            UploadId upload = begin(key);
            int[] numbers = IntStream.rangeClosed(1, 8_000).toArray();
            for (int number : numbers) {
                fold(FoldBench.part(key, upload, number, PART, bench.blob(PART)));
            }
            accepted(fold(complete(key, upload, numbers)));
        }
        assertThat(accepted(fold(delete("x", "y", "z"))).entries())
                .containsExactly(
                        DeletedEntry.GONE,
                        DeletedEntry.GONE,
                        DeletedEntry.refused(Rejection.TOO_MUCH_AT_ONCE));
        assertThat(accepted(fold(delete("z"))).entries()).containsExactly(DeletedEntry.GONE);
        assertThat(bench.partition.usage(bucket.id())).isEqualTo(Usage.NONE);
    }

    @Test
    void event_thatComesTwice_getsTheFirstOutcomeAndChangesNothing() {
        Event event = bench.event(bucket, put("a", 0, Optional.empty(), Preconditions.ABSENT));
        Outcome first = bench.fold(event);
        int emitted = bench.emitted.size();
        Outcome second = bench.fold(event);
        assertThat(second).isEqualTo(first);
        assertThat(bench.emitted).hasSize(emitted);
    }

    /// A writer that did not hear the answer wrote the bytes again.
    @Test
    void event_thatComesTwiceWithOtherBytes_getsTheFirstOutcomeAndTheOtherBytesGo() {
        Blob blob = bench.blob(5);
        Blob again = bench.blob(5);
        Event event = bench.event(bucket, put("a", 5, Optional.of(blob)));
        Outcome first = bench.fold(event);
        assertThat(accepted(first).blob()).contains(blob.id());
        assertThat(bench.fold(event)).isEqualTo(first);
        assertThat(bench.reclaimed()).isEmpty();
        assertThat(bench.fold(event.bringing(again))).isEqualTo(first);
        assertThat(bench.reclaimed()).containsExactly(again.id(), again.id());
        assertThat(latest("a").flatMap(ObjectVersion::blob)).contains(blob);
    }

    @Test
    void event_thatWasWithdrawnBefore_isRejectedAndItsShardsGo() {
        Blob blob = bench.blob(5);
        Event event = bench.event(bucket, put("a", 5, Optional.of(blob)));
        bench.fold(bench.event("photos", Optional.empty(), new EventBody.Withdraw(event.id())));
        assertThat(rejected(bench.fold(event))).isEqualTo(Rejection.WITHDRAWN);
        assertThat(latest("a")).isEmpty();
        assertThat(bench.reclaimed()).containsExactly(blob.id(), blob.id());
    }

    @Test
    void withdrawal_thatComesAfterItsEvent_changesNothing() {
        Event event = bench.event(bucket, put("a", 5, Optional.of(bench.blob(5))));
        bench.fold(event);
        bench.fold(bench.event("photos", Optional.empty(), new EventBody.Withdraw(event.id())));
        assertThat(latest("a")).isPresent();
        assertThat(bench.partition.outcome(new EventId(event.id().value())))
                .containsInstanceOf(Outcome.Accepted.class);
    }

    /// The first event's bytes went when it was rejected: no row can name those of another.
    @Test
    void event_thatWasRejectedAndComesWithOtherBytes_isRejectedAgainAndTheyGo() {
        fold(put("a", 0, Optional.empty()));
        Event event =
                bench.event(bucket, put("a", 5, Optional.of(bench.blob(5)), Preconditions.ABSENT));
        Outcome first = bench.fold(event);
        assertThat(rejected(first)).isEqualTo(Rejection.PRECONDITION_FAILED);
        fold(delete("a"));
        int before = bench.reclaimed().size();
        Blob again = bench.blob(5);
        assertThat(bench.fold(event.bringing(again))).isEqualTo(first);
        assertThat(bench.reclaimed().subList(before, bench.reclaimed().size()))
                .containsExactly(again.id(), again.id());
        assertThat(latest("a")).isEmpty();
    }

    @Test
    void document_ofABucket_isKeptReplacedAndRemoved() {
        accepted(fold(new EventBody.BucketDocumentPut("policy", Optional.of("{}"))));
        BucketImage configured = bench.partition.bucket("photos").orElseThrow();
        assertThat(configured.revision()).isGreaterThan(bucket.revision());
        assertThat(configured.configuration().document("policy")).contains("{}");
        assertThat(bench.changes().getLast().kind()).isEqualTo(ChangeKind.BUCKET_CONFIGURED);
        accepted(fold(new EventBody.BucketDocumentPut("policy", Optional.empty())));
        assertThat(bench.partition.bucket("photos").orElseThrow().configuration())
                .isEqualTo(BucketConfiguration.NONE);
    }

    @Test
    void document_thatIsEmptyOrTooLarge_isRejected() {
        String large = "x".repeat(EventBody.BucketDocumentPut.CHARS_MAX);
        for (EventBody.BucketDocumentPut put :
                List.of(
                        new EventBody.BucketDocumentPut("", Optional.of("x")),
                        new EventBody.BucketDocumentPut("cors", Optional.of("")),
                        new EventBody.BucketDocumentPut("cors", Optional.of(large + "x")))) {
            assertThat(rejected(fold(put))).isEqualTo(Rejection.INVALID_REQUEST);
        }
        accepted(fold(new EventBody.BucketDocumentPut("cors", Optional.of(large))));
    }

    /// The request is run again by its node, with the bytes that are written already.
    @Test
    void event_thatReliesOnAnOldConfiguration_isStaleAndItsShardsStay() {
        Event event =
                bench.event(bucket, put("a", 5, Optional.of(bench.blob(5))))
                        .relyingOn(bucket.revision());
        accepted(fold(new EventBody.BucketDocumentPut("policy", Optional.of("{}"))));
        assertThat(rejected(bench.fold(event))).isEqualTo(Rejection.STALE);
        assertThat(bench.reclaimed()).isEmpty();
        long revision = bench.partition.bucket("photos").orElseThrow().revision();
        accepted(
                bench.fold(bench.event(bucket, put("a", 0, Optional.empty())).relyingOn(revision)));
    }

    @Test
    void create_ofABucketInStripes_isRejected() {
        Event striped =
                bench.event(
                        "striped",
                        Optional.empty(),
                        new EventBody.BucketCreate(new BucketId(bench.id()), "", 2, false));
        assertThat(rejected(bench.fold(striped))).isEqualTo(Rejection.INVALID_REQUEST);
    }

    @Test
    void delete_ofAVersion_removesTheNullVersionAndNoOther() {
        fold(put("a", 0, Optional.empty()));
        accepted(fold(deleteVersion(new VersionId(bench.id()))));
        assertThat(latest("a")).isPresent();
        accepted(fold(deleteVersion(VersionId.NULL)));
        assertThat(latest("a")).isEmpty();
    }

    @Test
    void tags_ofAVersionThatIsGoneOrAMarker_areStale() {
        bench.set(bucket, Versioning.ENABLED);
        fold(put("a", 5, Optional.of(bench.blob(5))));
        ObjectVersion version = latest("a").orElseThrow();
        accepted(fold(tags(version.sequence())));
        assertThat(latest("a").orElseThrow().tags()).containsEntry("team", "blue");
        assertThat(bench.changes().getLast().kind()).isEqualTo(ChangeKind.OBJECT_TAGGED);
        assertThat(rejected(fold(tags(version.sequence() + 1)))).isEqualTo(Rejection.STALE);
        long marker = fold(delete("a")).position();
        assertThat(rejected(fold(tags(marker)))).isEqualTo(Rejection.STALE);
    }

    private static EventBody.ObjectTagsPut tags(long sequence) {
        return new EventBody.ObjectTagsPut(
                new ObjectKey("a"), sequence, new TreeMap<>(Map.of("team", "blue")), false);
    }

    /// The request names no version, so it means the one that is current when it is decided.
    @Test
    void tags_ofTheCurrentVersion_areStaleOnceAnotherOneCoversIt() {
        bench.set(bucket, Versioning.ENABLED);
        long covered = accepted(fold(put("a", 0, Optional.empty()))).position();
        long current = accepted(fold(put("a", 0, Optional.empty()))).position();
        TreeMap<String, String> tags = new TreeMap<>(Map.of("team", "blue"));
        ObjectKey key = new ObjectKey("a");
        assertThat(rejected(fold(new EventBody.ObjectTagsPut(key, covered, tags, true))))
                .isEqualTo(Rejection.STALE);
        accepted(fold(new EventBody.ObjectTagsPut(key, current, tags, true)));
        accepted(fold(new EventBody.ObjectTagsPut(key, covered, tags, false)));
    }

    @Test
    void rewrite_withTags_replacesThemAndOneWithoutKeepsThem() {
        long first = accepted(fold(put("a", 0, Optional.empty()))).position();
        TreeMap<String, String> tags = new TreeMap<>(Map.of("team", "blue"));
        ObjectKey key = new ObjectKey("a");
        long second =
                accepted(
                                fold(
                                        new EventBody.ObjectRewrite(
                                                key,
                                                first,
                                                ObjectMetadata.EMPTY,
                                                Preconditions.NONE,
                                                Optional.of(tags))))
                        .position();
        assertThat(latest("a").orElseThrow().tags()).isEqualTo(tags);
        accepted(
                fold(
                        new EventBody.ObjectRewrite(
                                key, second, ObjectMetadata.EMPTY, Preconditions.NONE)));
        assertThat(latest("a").orElseThrow().tags()).isEqualTo(tags);
    }

    @Test
    void tags_thatAreTooManyOrTooLong_areRejectedWhereverTheyCome() {
        long sequence = accepted(fold(put("a", 0, Optional.empty()))).position();
        TreeMap<String, String> eleven = new TreeMap<>();
        for (int i = 0; i < 11; i++) {
            eleven.put("tag" + i, "");
        }
        for (Map<String, String> wrong :
                List.of(
                        eleven,
                        Map.of("", "v"),
                        Map.of("k".repeat(129), ""),
                        Map.of("k", "v".repeat(257)))) {
            TreeMap<String, String> tags = new TreeMap<>(wrong);
            ObjectKey key = new ObjectKey("a");
            for (EventBody.InBucket body :
                    List.of(
                            new EventBody.ObjectTagsPut(key, sequence, tags, true),
                            new EventBody.ObjectRewrite(
                                    key,
                                    sequence,
                                    ObjectMetadata.EMPTY,
                                    Preconditions.NONE,
                                    Optional.of(tags)),
                            new EventBody.ObjectPut(
                                    key,
                                    ObjectContent.of(0, ETAG, Optional.empty()),
                                    ObjectMetadata.EMPTY,
                                    ObjectAttributes.tagged(tags),
                                    Preconditions.NONE,
                                    false),
                            new EventBody.UploadCreate(
                                    key,
                                    new UploadId(bench.id()),
                                    UploadPlan.of(ObjectMetadata.EMPTY, Optional.empty(), false)
                                            .with(ObjectAttributes.tagged(tags))))) {
                assertThat(rejected(fold(body))).isEqualTo(Rejection.INVALID_REQUEST);
            }
        }
        assertThat(latest("a").orElseThrow().tags()).isEmpty();
    }

    private static EventBody.ObjectsDelete deleteVersion(VersionId id) {
        return new EventBody.ObjectsDelete(
                List.of(
                        new EventBody.DeleteEntry(
                                new ObjectKey("a"), Optional.of(id), false, Preconditions.NONE)));
    }

    @Test
    void put_withAttributes_keepsThem() {
        ObjectAttributes attributes =
                new ObjectAttributes(
                        new TreeMap<>(Map.of("team", "blue")),
                        Optional.empty(),
                        LegalHold.NEVER,
                        List.of());
        accepted(
                fold(
                        new EventBody.ObjectPut(
                                new ObjectKey("a"),
                                ObjectContent.of(0, ETAG, Optional.empty()),
                                ObjectMetadata.EMPTY,
                                attributes,
                                Preconditions.NONE,
                                false)));
        assertThat(latest("a").orElseThrow().attributes()).isEqualTo(attributes);
    }
}
