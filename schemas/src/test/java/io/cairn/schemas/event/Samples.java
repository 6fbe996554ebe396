package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// One value at least of every record that leaves a process, with all its fields filled. Golden
/// bytes were made of them, so a sample is never changed: a new field needs a new sample.
final class Samples {
    private static final UUID ID = new UUID(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L);
    private static final ObjectKey KEY = new ObjectKey("photos//ä/\u0001🙂");
    private static final Event.Origin ORIGIN = new Event.Origin("root", "4711", "127.0.0.1");
    private static final Checksum CHECKSUM =
            new Checksum(ChecksumAlgorithm.CRC32C, new byte[] {1, 2, 3, 4}, 2);
    private static final Blob BLOB =
            new Blob(
                    new BlobId(ID),
                    1 << 20,
                    1,
                    1,
                    5_000_000_000L,
                    List.of(
                            new ShardPlace(new DriveId(ID), 0, false),
                            new ShardPlace(new DriveId(ID), 3, true)),
                    Optional.of(new Seal(new byte[] {9, 8, 7}, new TreeMap<>(Map.of("c", "v")))));
    private static final ObjectMetadata METADATA =
            ObjectMetadata.of(Map.of("content-type", "text/plain"), Map.of("b", "2", "a", "ü"));
    private static final Preconditions CONDITIONS =
            new Preconditions(
                    true, Optional.of("etag"), OptionalLong.of(-5), OptionalLong.of(1L << 40));
    private static final Encryption ENCRYPTION = new Encryption("aws:kms", "key-1");
    private static final ObjectContent CONTENT =
            new ObjectContent(
                    5_000_000_000L, "etag-2", Optional.of(CHECKSUM), 2, Optional.of(ENCRYPTION));
    private static final ObjectAttributes ATTRIBUTES =
            new ObjectAttributes(
                    new TreeMap<>(Map.of("team", "blue", "cost", "7")),
                    Optional.of(new Retention(RetentionMode.COMPLIANCE, 1L << 41)),
                    LegalHold.ON,
                    List.of(new Grant("someone", "READ")));
    private static final VersionStamp STAMP =
            new VersionStamp(77, Optional.of(new VersionId(ID)), true, 1_234_567_890_123L, "root");
    private static final ObjectVersion VERSION =
            new ObjectVersion(
                    KEY,
                    STAMP,
                    CONTENT,
                    METADATA,
                    ATTRIBUTES,
                    new ContentLocation(Optional.of(BLOB), Optional.of(new UploadId(ID)), 9));
    private static final UploadPlan PLAN =
            new UploadPlan(
                    METADATA,
                    ATTRIBUTES,
                    Optional.of(ChecksumAlgorithm.CRC64NVME),
                    true,
                    Optional.of(ENCRYPTION));
    private static final Upload UPLOAD = new Upload(KEY, new UploadId(ID), 5, "root", PLAN);
    private static final PartContent PART_CONTENT = new PartContent(7, "e", Optional.of(CHECKSUM));
    private static final Part PART =
            new Part(10_000, PART_CONTENT, 3L << 32, 1, 2, Optional.of(BLOB));
    private static final ObjectLock LOCK =
            new ObjectLock(Optional.of(new DefaultRetention(RetentionMode.GOVERNANCE, 0, 7)));
    private static final BucketImage BUCKET =
            new BucketImage(
                    "photos",
                    new BucketId(ID),
                    1,
                    "root",
                    "eu-west-1",
                    1,
                    3,
                    new BucketConfiguration(
                            Versioning.ENABLED,
                            new TreeMap<>(Map.of("policy", "{}")),
                            Optional.of(LOCK),
                            OptionalLong.of(1L << 45),
                            2));

    private Samples() {}

    /// A value of a record and who writes it. The name is that of its golden bytes.
    record Sample<T>(String name, Coder<T> coder, T value) {}

    /// All samples.
    static Stream<Sample<?>> all() {
        return Stream.of(
                        bucketEvents(),
                        objectEvents(),
                        uploadEvents(),
                        logEvents(),
                        records(),
                        outcomes())
                .flatMap(Function.identity());
    }

    private static Stream<Sample<?>> bucketEvents() {
        return Stream.of(
                event(
                        "bucket-create",
                        new EventBody.BucketCreate(new BucketId(ID), "eu-west-1", 1, true)),
                event("bucket-lock-put", new EventBody.BucketLockPut(LOCK)),
                event("bucket-quota-put", new EventBody.BucketQuotaPut(OptionalLong.of(1L << 45))),
                event("bucket-quota-removed", new EventBody.BucketQuotaPut(OptionalLong.empty())),
                event("bucket-delete", new EventBody.BucketDelete()),
                event(
                        "bucket-document-put",
                        new EventBody.BucketDocumentPut("policy", Optional.of("{}"))),
                event(
                        "bucket-document-removed",
                        new EventBody.BucketDocumentPut("policy", Optional.empty())),
                event(
                        "bucket-versioning-put",
                        new EventBody.BucketVersioningPut(Versioning.SUSPENDED)));
    }

    private static Stream<Sample<?>> objectEvents() {
        return Stream.of(
                new Sample<>(
                        "event-object-put",
                        Coders.EVENT,
                        of(new EventBody.ObjectPut(
                                        KEY, CONTENT, METADATA, ATTRIBUTES, CONDITIONS, true))
                                .bringing(BLOB)),
                event(
                        "object-put-empty",
                        new EventBody.ObjectPut(
                                KEY,
                                ObjectContent.of(0, "e", Optional.empty()),
                                ObjectMetadata.EMPTY,
                                ObjectAttributes.NONE,
                                Preconditions.NONE,
                                false)),
                event("object-rewrite", new EventBody.ObjectRewrite(KEY, 5, METADATA, CONDITIONS)),
                event(
                        "object-tags-put",
                        new EventBody.ObjectTagsPut(
                                KEY,
                                1L << 40,
                                new TreeMap<>(Map.of("team", "blue", "a", "ü")),
                                true)),
                event(
                        "object-retention-put",
                        new EventBody.ObjectRetentionPut(
                                KEY,
                                1L << 40,
                                Optional.of(new Retention(RetentionMode.GOVERNANCE, 1L << 41)),
                                true)),
                event(
                        "object-retention-removed",
                        new EventBody.ObjectRetentionPut(KEY, 3, Optional.empty(), false)),
                event(
                        "object-legal-hold-put",
                        new EventBody.ObjectLegalHoldPut(KEY, 1L << 40, LegalHold.OFF)),
                event(
                        "objects-delete",
                        new EventBody.ObjectsDelete(
                                List.of(
                                        new EventBody.DeleteEntry(
                                                KEY,
                                                Optional.of(new VersionId(ID)),
                                                true,
                                                CONDITIONS),
                                        new EventBody.DeleteEntry(KEY, Preconditions.NONE)))));
    }

    private static Stream<Sample<?>> uploadEvents() {
        return Stream.of(
                event("upload-create", new EventBody.UploadCreate(KEY, new UploadId(ID), PLAN)),
                new Sample<>(
                        "event-part-put",
                        Coders.EVENT,
                        of(new EventBody.PartPut(KEY, new UploadId(ID), 3, PART_CONTENT))
                                .bringing(BLOB)),
                event(
                        "upload-complete",
                        new EventBody.UploadComplete(
                                KEY,
                                new UploadId(ID),
                                List.of(new EventBody.CompletedPart(1, "e", Optional.of(CHECKSUM))),
                                OptionalLong.of(9),
                                Optional.of(CHECKSUM),
                                CONDITIONS)),
                event("upload-abort", new EventBody.UploadAbort(KEY, new UploadId(ID))));
    }

    private static Stream<Sample<?>> logEvents() {
        return Stream.of(
                event("withdraw", new EventBody.Withdraw(new EventId(ID))),
                event("rules-raised", new EventBody.RulesRaised(2)),
                event("fence", new EventBody.Fence(1L << 40)),
                event(
                        "shards-relocated",
                        new EventBody.ShardsRelocated(
                                KEY,
                                -1,
                                Optional.of(new UploadId(ID)),
                                10_000,
                                new BlobId(ID),
                                BLOB.shards(),
                                List.of(
                                        BLOB.shards().get(0),
                                        new ShardPlace(new DriveId(ID), 7, false)))));
    }

    private static Event of(EventBody body) {
        return new Event(
                        new EventId(ID),
                        17,
                        "photos",
                        Optional.of(new BucketId(ID)),
                        1L << 33,
                        ORIGIN,
                        body)
                .sentAt(1L << 34)
                .relyingOn(12)
                .signedAt(1L << 42);
    }

    private static Sample<Event> event(String name, EventBody body) {
        return new Sample<>("event-" + name, Coders.EVENT, of(body));
    }

    private static Stream<Sample<?>> records() {
        return Stream.of(
                new Sample<>("object-version", Coders.VERSION, VERSION),
                new Sample<>("part", Coders.PART, PART),
                new Sample<>("upload", Coders.UPLOAD, UPLOAD),
                new Sample<>("bucket", Coders.BUCKET, BUCKET),
                new Sample<>(
                        "change",
                        Coders.CHANGE,
                        new Change(
                                ChangeKind.OBJECT_PUT,
                                new EventId(ID),
                                3,
                                1L << 40,
                                2,
                                17,
                                "photos",
                                new BucketId(ID),
                                KEY.value(),
                                ORIGIN,
                                new Change.Image(
                                        Optional.of(VERSION),
                                        Optional.of(VERSION),
                                        Optional.of(UPLOAD),
                                        Optional.of(PART)),
                                1L << 39)),
                new Sample<>(
                        "reclaim",
                        Coders.RECLAIM,
                        new Reclaim(
                                new DriveId(ID),
                                1,
                                2,
                                List.of(new ShardRef(new BlobId(ID), 3, 4)))),
                new Sample<>(
                        "damage",
                        Coders.DAMAGE,
                        new Damage(
                                new BlobId(ID),
                                new BucketId(ID),
                                "photos",
                                "k",
                                List.of(0, 3),
                                "missing")));
    }

    private static Stream<Sample<?>> outcomes() {
        return Stream.of(
                new Sample<>(
                        "outcome-accepted",
                        Coders.OUTCOME,
                        new Outcome.Accepted(
                                new EventId(ID),
                                5,
                                Optional.of(VERSION.written()),
                                Optional.of(new BlobId(ID)),
                                List.of(
                                        DeletedEntry.GONE,
                                        DeletedEntry.MARKER_GONE,
                                        DeletedEntry.marker(new VersionId(ID)),
                                        DeletedEntry.refused(Rejection.NO_SUCH_KEY)),
                                Optional.of(new UploadId(ID)))),
                new Sample<Outcome>(
                        "outcome-rejected",
                        Coders.OUTCOME,
                        new Outcome.Rejected(
                                new EventId(ID), 5, Rejection.PRECONDITION_FAILED, "key k")));
    }
}
