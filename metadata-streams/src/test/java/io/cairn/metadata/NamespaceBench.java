package io.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace.Lookup;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.PartContent;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.UploadPlan;
import io.cairn.schemas.event.WrittenVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/// Events and questions for the tests of a [Namespace].
public abstract class NamespaceBench {
    static final String ETAG = "0123456789abcdef0123456789abcdef";

    final Random random = new Random(11);
    private long clock = 1_700_000_000_000L;
    private int test;

    /// A namespace, the same during one test. It may be used by one test after the other: each has
    /// buckets of its own.
    protected abstract Namespace namespace();

    @BeforeEach
    final void nextTest() {
        test++;
    }

    String name(String bucket) {
        return "t" + test + "-" + bucket;
    }

    UUID id() {
        clock++;
        return new UUID(clock, random.nextLong());
    }

    static ObjectKey key(String text) {
        return new ObjectKey(text);
    }

    BucketImage create(String name) {
        accepted(namespace().append(creation(name)));
        return namespace().bucket(name).orElseThrow();
    }

    Event creation(String name) {
        return new Event(
                new EventId(id()),
                clock,
                name,
                Optional.empty(),
                -1,
                new Event.Origin("root", "r", "127.0.0.1"),
                new EventBody.BucketCreate(new BucketId(id()), ""));
    }

    Outcome append(BucketImage bucket, EventBody body) {
        return namespace().append(event(bucket, body));
    }

    /// An event with a base that no fence of these tests keeps out.
    Event event(BucketImage bucket, EventBody body) {
        return event(bucket, body, Long.MAX_VALUE);
    }

    Event event(BucketImage bucket, EventBody body, long base) {
        return new Event(
                new EventId(id()),
                clock,
                bucket.name(),
                Optional.of(bucket.id()),
                base,
                new Event.Origin("root", "r", "127.0.0.1"),
                body);
    }

    ObjectVersion found(String bucket, String key) {
        Lookup found = namespace().find(bucket, key(key));
        assertThat(found).isInstanceOf(Lookup.Found.class);
        return ((Lookup.Found) found).version();
    }

    WrittenVersion put(BucketImage bucket, String key, long size) {
        return accepted(append(bucket, put(key, size, Preconditions.NONE))).version().orElseThrow();
    }

    Event putWithBlob(BucketImage bucket, long base) {
        return event(bucket, put("k", 3, Preconditions.NONE), base).bringing(blob(3));
    }

    static EventBody.ObjectPut put(String key, long size, Preconditions conditions) {
        return new EventBody.ObjectPut(
                key(key),
                ObjectContent.of(size, ETAG, Optional.empty()),
                ObjectMetadata.EMPTY,
                ObjectAttributes.NONE,
                conditions,
                false);
    }

    static EventBody.DeleteEntry entry(String key, Preconditions conditions) {
        return new EventBody.DeleteEntry(key(key), conditions);
    }

    UploadId createUpload(BucketImage bucket, String key) {
        UploadId id = new UploadId(id());
        accepted(
                append(
                        bucket,
                        new EventBody.UploadCreate(
                                key(key),
                                id,
                                UploadPlan.of(ObjectMetadata.EMPTY, Optional.empty(), true))));
        return id;
    }

    Blob putPart(BucketImage bucket, String key, UploadId id, int number, long size) {
        Blob blob = blob(size);
        accepted(namespace().append(event(bucket, part(key, id, number, size)).bringing(blob)));
        return blob;
    }

    static EventBody.PartPut part(String key, UploadId id, int number, long size) {
        return new EventBody.PartPut(
                key(key), id, number, new PartContent(size, ETAG, Optional.empty()));
    }

    static EventBody.UploadComplete complete(String key, UploadId id, int... numbers) {
        List<EventBody.CompletedPart> parts = new ArrayList<>();
        for (int number : numbers) {
            parts.add(new EventBody.CompletedPart(number, ETAG, Optional.empty()));
        }
        return new EventBody.UploadComplete(
                key(key), id, parts, OptionalLong.empty(), Optional.empty(), Preconditions.NONE);
    }

    Blob blob(long length) {
        return new Blob(
                new BlobId(id()),
                1 << 20,
                1,
                1,
                length,
                List.of(
                        new ShardPlace(new DriveId(new UUID(0, 0xA)), 0, false),
                        new ShardPlace(new DriveId(new UUID(0, 0xB)), 0, false)));
    }

    static Outcome.Accepted accepted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return (Outcome.Accepted) outcome;
    }

    static Rejection rejection(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        return ((Outcome.Rejected) outcome).rejection();
    }
}
