package io.cairn.metadata.store;

import io.cairn.metadata.BlobRow;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.PartContent;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Reclaim;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.schemas.event.UploadPlan;
import io.cairn.schemas.event.Versioning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A fold partition over a log in memory, for tests: appends events and folds them at once.
public final class FoldBench implements AutoCloseable {
    public static final UUID TOPIC = new UUID(7, 7);
    public static final String ETAG = "0123456789abcdef0123456789abcdef";
    private static final Event.Origin ORIGIN = new Event.Origin("root", "r", "127.0.0.1");
    private static final DriveId DRIVE_A = new DriveId(new UUID(0, 0xA));
    private static final DriveId DRIVE_B = new DriveId(new UUID(0, 0xB));
    private static final DriveId DRIVE_C = new DriveId(new UUID(0, 0xC));

    public final List<byte @Nullable []> log;
    public final List<Emission> emitted = new ArrayList<>();
    public final FoldPartition partition;
    private final StoreMemory memory = new StoreMemory(4 << 20, 8 << 20);
    private final Random random = new Random(42);
    private long clock = 1_700_000_000_000L;
    private long tickMillis = 1000;

    public FoldBench(Path directory) {
        this(directory, new ArrayList<>());
    }

    /// A partition over a log that exists already; nothing of it is folded yet.
    public FoldBench(Path directory, List<byte @Nullable []> log) {
        this.log = log;
        partition = new FoldPartition(0, directory, memory, new PlainFormats());
        partition.open();
    }

    public UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    public Outcome fold(Event event) {
        log.add(Coders.EVENT.encode(event));
        return foldNext();
    }

    public Outcome foldNext() {
        long offset = partition.mark().position() + 1;
        FoldPartition.Applied applied =
                partition.apply(TOPIC, offset, log.get(Math.toIntExact(offset)));
        emitted.addAll(applied.emissions());
        return applied.outcome();
    }

    public Event event(BucketImage bucket, EventBody body) {
        return event(bucket.name(), Optional.of(bucket.id()), body);
    }

    public Event event(BucketImage bucket, Asked asked) {
        Event plain = event(bucket, asked.body());
        return asked.blob().map(plain::bringing).orElse(plain);
    }

    /// From now on each event comes so much later than the one before.
    public void tick(Duration each) {
        tickMillis = each.toMillis();
    }

    public Event event(String bucket, Optional<BucketId> bucketId, EventBody body) {
        clock += tickMillis;
        return new Event(new EventId(id()), clock, bucket, bucketId, -1, ORIGIN, body);
    }

    public BucketImage create(String name) {
        Outcome outcome =
                fold(
                        event(
                                name,
                                Optional.empty(),
                                new EventBody.BucketCreate(new BucketId(id()), "")));
        accepted(outcome);
        return partition.bucket(name).orElseThrow();
    }

    /// What an event asks for, and the bytes that it brings.
    public record Asked(EventBody body, Optional<Blob> blob) {}

    public static Asked put(String key, long size, Optional<Blob> blob) {
        return put(key, size, blob, Preconditions.NONE);
    }

    public static Asked put(String key, long size, Optional<Blob> blob, Preconditions conditions) {
        EventBody body =
                new EventBody.ObjectPut(
                        new ObjectKey(key),
                        ObjectContent.of(size, ETAG, Optional.empty()),
                        ObjectMetadata.EMPTY,
                        ObjectAttributes.NONE,
                        conditions,
                        false);
        return new Asked(body, blob);
    }

    /// Begins an upload that asks for no checksum.
    public static EventBody.UploadCreate begin(String key, UploadId id) {
        return new EventBody.UploadCreate(
                new ObjectKey(key),
                id,
                UploadPlan.of(ObjectMetadata.EMPTY, Optional.empty(), false));
    }

    public static Asked part(String key, UploadId id, int number, long size, Blob blob) {
        return new Asked(
                new EventBody.PartPut(
                        new ObjectKey(key),
                        id,
                        number,
                        new PartContent(size, ETAG, Optional.empty())),
                Optional.of(blob));
    }

    public static EventBody.ObjectsDelete delete(String... keys) {
        return new EventBody.ObjectsDelete(
                List.of(keys).stream()
                        .map(key ->
                                new EventBody.DeleteEntry(new ObjectKey(key), Preconditions.NONE))
                        .toList());
    }

    public static EventBody.UploadComplete complete(String key, UploadId id, int... numbers) {
        List<EventBody.CompletedPart> parts = new ArrayList<>();
        for (int number : numbers) {
            parts.add(new EventBody.CompletedPart(number, ETAG, Optional.empty()));
        }
        return new EventBody.UploadComplete(
                new ObjectKey(key),
                id,
                parts,
                OptionalLong.empty(),
                Optional.empty(),
                Preconditions.NONE);
    }

    public static EventBody.ObjectsDelete delete(ObjectKey key, VersionId... versions) {
        return new EventBody.ObjectsDelete(
                List.of(versions).stream()
                        .map(version ->
                                new EventBody.DeleteEntry(
                                        key, Optional.of(version), false, Preconditions.NONE))
                        .toList());
    }

    /// Sets the versioning of a bucket, and gives it as it is then.
    public BucketImage set(BucketImage bucket, Versioning versioning) {
        accepted(fold(event(bucket, new EventBody.BucketVersioningPut(versioning))));
        return partition.bucket(bucket.name()).orElseThrow();
    }

    public Blob blob(long length) {
        return new Blob(
                new BlobId(id()),
                1 << 20,
                1,
                1,
                length,
                List.of(new ShardPlace(DRIVE_A, 0, false), new ShardPlace(DRIVE_B, 0, false)));
    }

    /// Says that shard 1 of the row's blob was rebuilt, as `generation` on a third drive.
    public static EventBody.ShardsRelocated relocate(String key, BlobRow row, int generation) {
        List<ShardPlace> before = row.blob().shards();
        return new EventBody.ShardsRelocated(
                new ObjectKey(key),
                row.sequence(),
                row.upload(),
                row.partNumber(),
                row.blob().id(),
                before,
                List.of(before.get(0), new ShardPlace(DRIVE_C, generation, false)));
    }

    public List<Change> changes() {
        return emitted.stream()
                .filter(each -> each.target() == Emission.Target.CHANGES)
                .map(each -> Coders.CHANGE.decode(value(each)))
                .toList();
    }

    /// Names of the blobs that were reclaimed, one for each shard.
    public List<BlobId> reclaimed() {
        return reclaims().stream()
                .flatMap(reclaim -> reclaim.shards().stream())
                .map(ShardRef::blob)
                .toList();
    }

    /// What was reclaimed.
    public List<Reclaim> reclaims() {
        return emitted.stream()
                .filter(each -> each.target() == Emission.Target.RECLAIM)
                .map(each -> Coders.RECLAIM.decode(value(each)))
                .toList();
    }

    private static byte[] value(Emission emission) {
        byte[] value = emission.value();
        if (value == null) {
            throw new IllegalStateException("a tombstone");
        }
        return value;
    }

    public static Outcome.Accepted accepted(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return accepted;
        }
        throw new AssertionError("rejected: " + outcome);
    }

    public static Rejection rejected(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.rejection();
        }
        throw new AssertionError("accepted: " + outcome);
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        partition.close();
        memory.close();
    }
}
