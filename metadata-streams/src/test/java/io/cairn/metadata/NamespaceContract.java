package io.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace.ListPage;
import io.cairn.metadata.Namespace.ListQuery;
import io.cairn.metadata.Namespace.ListRow;
import io.cairn.metadata.Namespace.Lookup;
import io.cairn.metadata.Namespace.UploadPage;
import io.cairn.metadata.Namespace.UploadQuery;
import io.cairn.metadata.Namespace.UploadRow;
import io.cairn.metadata.Namespace.VersionQuery;
import io.cairn.metadata.Namespace.VersionRow;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.DeletedEntry;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Upload;
import io.cairn.schemas.event.Versioning;
import io.cairn.schemas.event.WrittenVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every [Namespace] does, whatever is behind it.
public abstract class NamespaceContract extends NamespaceBench {
    private static final String OTHER_ETAG = "fedcba9876543210fedcba9876543210";
    private static final long PART_BYTES = 5 << 20;
    private static final String[] LETTERS = {
        "a", "b", "/", "/", "\0", "\u0001", "ä", "🙂", "\uFFFD"
    };

    @Test
    void put_ofAnObject_isFoundByAllReadsThatFollow() {
        BucketImage bucket = create(name("photos"));
        assertThat(namespace().find(name("photos"), key("k")))
                .isEqualTo(new Lookup.NoSuchKey(bucket));
        WrittenVersion first = put(bucket, "k", 1);
        assertThat(found(name("photos"), "k").written()).isEqualTo(first);
        WrittenVersion second = put(bucket, "k", 2);
        assertThat(second.sequence()).isGreaterThan(first.sequence());
        ObjectVersion version = found(name("photos"), "k");
        assertThat(version.written()).isEqualTo(second);
        assertThat(namespace().latest(bucket, key("k"))).contains(version);
        assertThat(namespace().list(bucket, new ListQuery("", "", "", 9)).rows())
                .containsExactly(new ListRow.Key(version));
        assertThat(namespace().find(name("other"), key("k"))).isEqualTo(new Lookup.NoSuchBucket());
    }

    @Test
    void delete_ofKeys_decidesEachByItself() {
        BucketImage bucket = create(name("photos"));
        put(bucket, "a", 1);
        put(bucket, "b", 1);
        Outcome.Accepted outcome =
                accepted(
                        append(
                                bucket,
                                new EventBody.ObjectsDelete(
                                        List.of(
                                                entry("a", Preconditions.NONE),
                                                entry("b", Preconditions.match(OTHER_ETAG)),
                                                entry("none", Preconditions.NONE)))));
        assertThat(outcome.entries())
                .containsExactly(
                        DeletedEntry.GONE,
                        DeletedEntry.refused(Rejection.PRECONDITION_FAILED),
                        DeletedEntry.GONE);
        assertThat(namespace().latest(bucket, key("a"))).isEmpty();
        assertThat(namespace().latest(bucket, key("b"))).isPresent();
        assertThat(namespace().find(name("photos"), key("a")))
                .isEqualTo(new Lookup.NoSuchKey(bucket));
    }

    @Test
    void put_onConditions_isAcceptedIfTheyHold() {
        BucketImage bucket = create(name("photos"));
        assertThat(rejection(append(bucket, put("k", 1, Preconditions.match(ETAG)))))
                .isEqualTo(Rejection.NO_SUCH_KEY);
        accepted(append(bucket, put("k", 1, Preconditions.ABSENT)));
        assertThat(rejection(append(bucket, put("k", 2, Preconditions.ABSENT))))
                .isEqualTo(Rejection.PRECONDITION_FAILED);
        assertThat(rejection(append(bucket, put("k", 2, Preconditions.match(OTHER_ETAG)))))
                .isEqualTo(Rejection.PRECONDITION_FAILED);
        accepted(append(bucket, put("k", 3, Preconditions.match(ETAG))));
        accepted(append(bucket, put("k", 4, Preconditions.match("*"))));
        assertThat(namespace().latest(bucket, key("k")).orElseThrow().size()).isEqualTo(4);
    }

    @Test
    void event_thatComesTwice_happensOnce() {
        BucketImage bucket = create(name("photos"));
        Event event = event(bucket, put("k", 1, Preconditions.ABSENT));
        Outcome first = namespace().append(event);
        put(bucket, "k", 2);
        Outcome again = namespace().append(event);
        assertThat(again).isEqualTo(first);
        assertThat(namespace().latest(bucket, key("k")).orElseThrow().size()).isEqualTo(2);
    }

    @Test
    void event_thatWasWithdrawn_neverHappens() {
        BucketImage bucket = create(name("photos"));
        Event event = event(bucket, put("k", 1, Preconditions.NONE));
        accepted(append(bucket, new EventBody.Withdraw(event.id())));
        assertThat(rejection(namespace().append(event))).isEqualTo(Rejection.WITHDRAWN);
        assertThat(namespace().latest(bucket, key("k"))).isEmpty();
    }

    @Test
    void rewrite_ofAnotherVersion_isStale() {
        BucketImage bucket = create(name("photos"));
        WrittenVersion version = put(bucket, "k", 1);
        EventBody.ObjectRewrite rewrite =
                new EventBody.ObjectRewrite(
                        key("k"), version.sequence(), ObjectMetadata.EMPTY, Preconditions.NONE);
        accepted(append(bucket, rewrite));
        assertThat(rejection(append(bucket, rewrite))).isEqualTo(Rejection.STALE);
    }

    @Test
    void bucket_withObjects_isNotDeleted() {
        BucketImage bucket = create(name("photos"));
        assertThat(rejection(namespace().append(creation(name("photos")))))
                .isEqualTo(Rejection.BUCKET_ALREADY_OWNED_BY_YOU);
        put(bucket, "k", 1);
        assertThat(rejection(append(bucket, new EventBody.BucketDelete())))
                .isEqualTo(Rejection.BUCKET_NOT_EMPTY);
        accepted(
                append(
                        bucket,
                        new EventBody.ObjectsDelete(List.of(entry("k", Preconditions.NONE)))));
        accepted(append(bucket, new EventBody.BucketDelete()));
        assertThat(namespace().bucket(name("photos"))).isEmpty();
        assertThat(namespace().find(name("photos"), key("k"))).isEqualTo(new Lookup.NoSuchBucket());
    }

    @Test
    void bucket_thatIsCreatedAgain_takesNoEventsOfTheOneBefore() {
        BucketImage before = create(name("photos"));
        accepted(append(before, new EventBody.BucketDelete()));
        BucketImage after = create(name("photos"));
        assertThat(rejection(append(before, put("k", 1, Preconditions.NONE))))
                .isEqualTo(Rejection.NO_SUCH_BUCKET);
        assertThat(namespace().find(name("photos"), key("k")))
                .isEqualTo(new Lookup.NoSuchKey(after));
    }

    @Test
    void buckets_ofAllPartitions_comeInOrderAndInPages() {
        List<String> names =
                Stream.of("alpha", "beta", "delta", "gamma", "phi").map(this::name).toList();
        names.reversed().forEach(this::create);
        List<String> found = new ArrayList<>();
        String after = "";
        Namespace.BucketPage page;
        do {
            page = namespace().buckets(name(""), after, 2);
            page.buckets().forEach(bucket -> found.add(bucket.name()));
            after = found.getLast();
        } while (page.truncated());
        assertThat(found).isEqualTo(names);
        assertThat(namespace().buckets(name("ga"), "", 9).buckets())
                .extracting(BucketImage::name)
                .containsExactly(name("gamma"));
    }

    @Test
    void upload_thatIsCompleted_becomesAnObjectOfItsParts() {
        BucketImage bucket = create(name("photos"));
        UploadId id = createUpload(bucket, "k");
        Blob first = putPart(bucket, "k", id, 1, PART_BYTES);
        Blob second = putPart(bucket, "k", id, 2, 7);
        assertThat(namespace().upload(bucket, key("k"), id)).isPresent();
        assertThat(namespace().parts(bucket, id, 0, 9))
                .extracting(Part::number)
                .containsExactly(1, 2);
        assertThat(namespace().parts(bucket, id, 1, 9)).extracting(Part::number).containsExactly(2);
        assertThat(namespace().holder(bucket, key("k"), first.id()))
                .contains(new BlobRow(BlobRow.NO_VERSION, Optional.of(id), 1, first));

        EventBody.UploadComplete complete = complete("k", id, 1, 2);
        WrittenVersion version = accepted(append(bucket, complete)).version().orElseThrow();
        assertThat(version.size()).isEqualTo(PART_BYTES + 7);
        assertThat(found(name("photos"), "k").partsOf()).contains(id);
        assertThat(accepted(append(bucket, complete)).version()).contains(version);
        assertThat(namespace().upload(bucket, key("k"), id)).isEmpty();
        assertThat(namespace().partAt(bucket, id, PART_BYTES - 1).map(Part::number)).contains(1);
        assertThat(namespace().partAt(bucket, id, PART_BYTES).map(Part::number)).contains(2);
        assertThat(namespace().partAt(bucket, id, PART_BYTES + 7)).isEmpty();
        assertThat(namespace().holder(bucket, key("k"), second.id()))
                .contains(new BlobRow(version.sequence(), Optional.of(id), 2, second));

        put(bucket, "k", 1);
        assertThat(namespace().parts(bucket, id, 0, 9)).isEmpty();
        assertThat(namespace().holder(bucket, key("k"), second.id())).isEmpty();
    }

    @Test
    void upload_thatCannotBeCompleted_isRefused() {
        BucketImage bucket = create(name("photos"));
        UploadId id = createUpload(bucket, "k");
        putPart(bucket, "k", id, 1, 7);
        putPart(bucket, "k", id, 2, 7);
        assertThat(rejection(append(bucket, complete("k", id, 1, 2))))
                .isEqualTo(Rejection.ENTITY_TOO_SMALL);
        assertThat(rejection(append(bucket, complete("k", id, 2, 1))))
                .isEqualTo(Rejection.INVALID_PART_ORDER);
        assertThat(rejection(append(bucket, complete("k", id, 3))))
                .isEqualTo(Rejection.INVALID_PART);
        accepted(append(bucket, new EventBody.UploadAbort(key("k"), id)));
        assertThat(rejection(append(bucket, complete("k", id, 1))))
                .isEqualTo(Rejection.NO_SUCH_UPLOAD);
        assertThat(rejection(append(bucket, part("k", id, 1, 7))))
                .isEqualTo(Rejection.NO_SUCH_UPLOAD);
        assertThat(namespace().parts(bucket, id, 0, 9)).isEmpty();
    }

    @Test
    void holder_ofABlob_isTheVersionThatHasIt() {
        BucketImage bucket = create(name("photos"));
        Blob blob = blob(3);
        Outcome.Accepted put =
                accepted(
                        namespace()
                                .append(
                                        event(bucket, put("k", 3, Preconditions.NONE))
                                                .bringing(blob)));
        assertThat(namespace().holder(bucket, key("k"), blob.id()))
                .contains(BlobRow.ofVersion(put.version().orElseThrow().sequence(), blob));
        assertThat(namespace().holder(bucket, key("l"), blob.id())).isEmpty();
        put(bucket, "k", 1);
        assertThat(namespace().holder(bucket, key("k"), blob.id())).isEmpty();
    }

    @Test
    void fence_keepsOutWhatBeganBeforeItAndDoesNotRunAnyMore() {
        BucketImage bucket = create(name("photos"));
        Namespace.Write write = namespace().begin(name("photos"));
        put(bucket, "between", 1);
        assertThat(namespace().fence().of(name("photos"))).isEqualTo(write.base());
        accepted(namespace().append(putWithBlob(bucket, write.base())));
        write.close();
        put(bucket, "later", 1);
        assertThat(namespace().fence().of(name("photos"))).isGreaterThan(write.base());
        assertThat(rejection(namespace().append(putWithBlob(bucket, write.base()))))
                .isEqualTo(Rejection.LATE);
        try (Namespace.Write next = namespace().begin(name("photos"))) {
            accepted(namespace().append(putWithBlob(bucket, next.base())));
        }
    }

    @Test
    void list_ofAnyKeysInPages_isInOrderAndRolledUp() {
        BucketImage other = create(name("another"));
        BucketImage bucket = create(name("photos"));
        put(other, "a/b", 0);
        TreeSet<ObjectKey> model = new TreeSet<>();
        for (int i = 0; i < 120; i++) {
            String key = text(1 + random.nextInt(5));
            if (random.nextInt(4) == 0) {
                append(
                        bucket,
                        new EventBody.ObjectsDelete(List.of(entry(key, Preconditions.NONE))));
                model.remove(key(key));
            } else {
                put(bucket, key, 0);
                model.add(key(key));
            }
        }
        for (int round = 0; round < 100; round++) {
            String prefix = text(random.nextInt(3));
            String delimiter = random.nextInt(3) == 0 ? "" : text(1 + random.nextInt(2));
            int max = 1 + random.nextInt(20);
            assertThat(listed(bucket, prefix, delimiter, max))
                    .as("prefix '%s' delimiter '%s' max %d", prefix, delimiter, max)
                    .isEqualTo(rolledUp(model, prefix, delimiter));
        }
    }

    @Test
    void list_afterAKeyInsideACommonPrefix_showsThePrefixOfWhatIsBehind() {
        BucketImage bucket = create(name("photos"));
        List.of("a/1", "a/2", "b").forEach(key -> put(bucket, key, 0));
        assertThat(namespace().list(bucket, new ListQuery("", "/", "a/1", 10)).rows())
                .extracting(ListRow::marker)
                .containsExactly("a/", "b");
        assertThat(namespace().list(bucket, new ListQuery("", "/", "a/", 10)).rows())
                .extracting(ListRow::marker)
                .containsExactly("b");
    }

    @Test
    void versions_ofAKey_areFoundByTheirIdsAndListedTheNewestFirst() {
        BucketImage bucket = create(name("photos"));
        put(bucket, "k", 1);
        setVersioning(bucket, Versioning.ENABLED);
        VersionId second = put(bucket, "k", 2).versionId().orElseThrow();
        VersionId marker =
                accepted(append(bucket, delete("k"))).entries().getFirst().markerId().orElseThrow();
        assertThat(namespace().find(name("photos"), key("k"))).isInstanceOf(Lookup.Hidden.class);
        assertThat(namespace().latest(bucket, key("k"))).isEmpty();
        assertThat(namespace().list(bucket, new ListQuery("", "", "", 9)).rows()).isEmpty();
        assertThat(foundVersion("k", second).size()).isEqualTo(2);
        assertThat(foundVersion("k", VersionId.NULL).size()).isEqualTo(1);
        assertThat(namespace().find(name("photos"), key("k"), marker))
                .isInstanceOf(Lookup.Hidden.class);
        assertThat(namespace().find(name("photos"), key("k"), new VersionId(id())))
                .isInstanceOf(Lookup.NoSuchKey.class);
        assertThat(namespace().find(name("none"), key("k"), second))
                .isEqualTo(new Lookup.NoSuchBucket());
        put(bucket, "l/1", 1);
        put(bucket, "l/2", 1);
        assertThat(versions(bucket, "", "/", "", Optional.empty()))
                .containsExactly("k 0 marker latest", "k 2", "k 1", "l/");
        assertThat(versions(bucket, "", "/", "k", Optional.of(marker)))
                .containsExactly("k 2", "k 1", "l/");
        assertThat(versions(bucket, "", "/", "k", Optional.of(VersionId.NULL)))
                .containsExactly("l/");
        assertThat(versions(bucket, "", "/", "k", Optional.empty())).containsExactly("l/");
        assertThat(versions(bucket, "", "/", "l/", Optional.empty())).isEmpty();
        assertThat(
                        namespace()
                                .versions(bucket, new VersionQuery("", "", "", Optional.empty(), 2))
                                .truncated())
                .isTrue();
        assertThat(rejection(append(bucket, new EventBody.BucketDelete())))
                .isEqualTo(Rejection.BUCKET_NOT_EMPTY);
    }

    @Test
    void versions_behindOneThatIsGone_areListed() {
        BucketImage bucket = create(name("photos"));
        setVersioning(bucket, Versioning.ENABLED);
        put(bucket, "k", 1);
        VersionId gone = put(bucket, "k", 2).versionId().orElseThrow();
        setVersioning(bucket, Versioning.SUSPENDED);
        put(bucket, "k", 3);
        accepted(append(bucket, delete("k", gone)));
        accepted(append(bucket, delete("k", VersionId.NULL)));
        assertThat(versions(bucket, "", "", "k", Optional.of(gone))).containsExactly("k 1 latest");
        assertThat(versions(bucket, "", "", "k", Optional.of(VersionId.NULL)))
                .containsExactly("k 1 latest");
    }

    @Test
    void usage_countsAllVersionsAndLimitsThem() {
        BucketImage bucket = create(name("photos"));
        assertThat(namespace().usage(bucket)).isEqualTo(Usage.NONE);
        setVersioning(bucket, Versioning.ENABLED);
        put(bucket, "a", 3);
        put(bucket, "a", 4);
        accepted(
                append(
                        bucket,
                        new EventBody.ObjectsDelete(List.of(entry("a", Preconditions.NONE)))));
        assertThat(namespace().usage(bucket)).isEqualTo(new Usage(2, 7));
        accepted(append(bucket, new EventBody.BucketQuotaPut(OptionalLong.of(8))));
        assertThat(rejection(append(bucket, put("b", 2, Preconditions.NONE))))
                .isEqualTo(Rejection.QUOTA_EXCEEDED);
        put(bucket, "b", 1);
        assertThat(namespace().usage(bucket)).isEqualTo(new Usage(3, 8));
    }

    @Test
    void version_thatIsDeleted_bringsBackTheOneBefore() {
        BucketImage bucket = create(name("photos"));
        setVersioning(bucket, Versioning.ENABLED);
        put(bucket, "k", 1);
        VersionId second = put(bucket, "k", 2).versionId().orElseThrow();
        VersionId marker =
                accepted(append(bucket, delete("k"))).entries().getFirst().markerId().orElseThrow();
        assertThat(accepted(append(bucket, delete("k", marker))).entries())
                .containsExactly(DeletedEntry.MARKER_GONE);
        assertThat(found(name("photos"), "k").size()).isEqualTo(2);
        assertThat(accepted(append(bucket, delete("k", second))).entries())
                .containsExactly(DeletedEntry.GONE);
        assertThat(found(name("photos"), "k").size()).isEqualTo(1);
        assertThat(accepted(append(bucket, delete("k", second))).entries())
                .containsExactly(DeletedEntry.GONE);
    }

    private void setVersioning(BucketImage bucket, Versioning versioning) {
        accepted(append(bucket, new EventBody.BucketVersioningPut(versioning)));
    }

    private static EventBody.ObjectsDelete delete(String key) {
        return new EventBody.ObjectsDelete(List.of(entry(key, Preconditions.NONE)));
    }

    private static EventBody.ObjectsDelete delete(String key, VersionId version) {
        return new EventBody.ObjectsDelete(
                List.of(
                        new EventBody.DeleteEntry(
                                key(key), Optional.of(version), false, Preconditions.NONE)));
    }

    private ObjectVersion foundVersion(String key, VersionId id) {
        Lookup found = namespace().find(name("photos"), key(key), id);
        assertThat(found).isInstanceOf(Lookup.Found.class);
        return ((Lookup.Found) found).version();
    }

    private List<String> versions(
            BucketImage bucket,
            String prefix,
            String delimiter,
            String afterKey,
            Optional<VersionId> afterVersion) {
        VersionQuery query = new VersionQuery(prefix, delimiter, afterKey, afterVersion, 9);
        return namespace().versions(bucket, query).rows().stream()
                .map(row ->
                        switch (row) {
                            case VersionRow.Version(ObjectVersion version, boolean latest) ->
                                    version.key()
                                            + " "
                                            + version.size()
                                            + (version.deleteMarker() ? " marker" : "")
                                            + (latest ? " latest" : "");
                            case VersionRow.CommonPrefix(String common) -> common;
                        })
                .toList();
    }

    @Test
    void uploads_inPages_areInOrderOfKeyAndBeginning() {
        BucketImage bucket = create(name("photos"));
        List<UploadId> ids = new ArrayList<>();
        for (String key : List.of("a", "a", "b/1", "b/2", "c")) {
            ids.add(createUpload(bucket, key));
        }
        assertThat(uploads(bucket, new UploadQuery("", "", "", Optional.empty(), 9)))
                .containsExactly(
                        "a " + ids.get(0),
                        "a " + ids.get(1),
                        "b/1 " + ids.get(2),
                        "b/2 " + ids.get(3),
                        "c " + ids.get(4));
        assertThat(uploads(bucket, new UploadQuery("", "/", "a", Optional.of(ids.get(0)), 9)))
                .containsExactly("a " + ids.get(1), "b/", "c " + ids.get(4));
        assertThat(uploads(bucket, new UploadQuery("", "/", "a", Optional.empty(), 9)))
                .containsExactly("b/", "c " + ids.get(4));
        assertThat(uploads(bucket, new UploadQuery("", "/", "b/", Optional.empty(), 9)))
                .containsExactly("c " + ids.get(4));
        assertThat(uploads(bucket, new UploadQuery("b", "", "", Optional.empty(), 1)))
                .containsExactly("b/1 " + ids.get(2), "more");
    }

    private List<String> uploads(BucketImage bucket, UploadQuery query) {
        UploadPage page = namespace().uploads(bucket, query);
        List<String> rows = new ArrayList<>();
        for (UploadRow row : page.rows()) {
            rows.add(
                    switch (row) {
                        case UploadRow.InProgress(Upload upload) ->
                                upload.key() + " " + upload.id();
                        case UploadRow.CommonPrefix(String prefix) -> prefix;
                    });
        }
        if (page.truncated()) {
            rows.add("more");
        }
        return rows;
    }

    private List<String> listed(BucketImage bucket, String prefix, String delimiter, int max) {
        List<String> rows = new ArrayList<>();
        String after = "";
        while (true) {
            ListPage page = namespace().list(bucket, new ListQuery(prefix, delimiter, after, max));
            page.rows().forEach(row -> rows.add(row.marker()));
            if (!page.truncated()) {
                return rows;
            }
            assertThat(page.rows()).hasSize(max);
            after = rows.getLast();
        }
    }

    private static List<String> rolledUp(TreeSet<ObjectKey> keys, String prefix, String delimiter) {
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

    private String text(int letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }
}
