package io.cairn.metadata.fold;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.DeletedEntry;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Reclaim;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.schemas.event.Upload;
import io.cairn.schemas.event.WrittenVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Collects what one event at one position does.
final class DecisionBuilder {
    private final Event event;
    private final int partition;
    private final long position;
    private final List<Mutation> mutations = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final Map<DriveId, List<ShardRef>> reclaimed = new TreeMap<>();
    private Optional<Decision.BucketUpdate> bucketUpdate = Optional.empty();
    private long notificationRevision = BucketConfiguration.NO_NOTIFICATIONS;
    private int versions;

    DecisionBuilder(Event event, int partition, long position) {
        this.event = event;
        this.partition = partition;
        this.position = position;
    }

    Event event() {
        return event;
    }

    long position() {
        return position;
    }

    /// An id for the next version that this event makes.
    VersionId newVersionId() {
        return VersionId.of(position, event.id(), versions++);
    }

    /// The notification configuration of this revision applies to the changes from here on.
    void tell(long revision) {
        notificationRevision = revision;
    }

    void mutate(Mutation mutation) {
        mutations.add(mutation);
    }

    /// How many content bytes the bucket has more, if the event is accepted; may be negative.
    long addedBytes() {
        return mutations.stream()
                .mapToLong(each -> each instanceof Mutation.AddUsage add ? add.bytes() : 0)
                .sum();
    }

    void updateBucket(String name, Optional<BucketImage> image) {
        bucketUpdate = Optional.of(new Decision.BucketUpdate(name, image));
    }

    void objectChange(
            ChangeKind kind,
            BucketId bucket,
            String key,
            Optional<ObjectVersion> after,
            Optional<ObjectVersion> before) {
        change(
                kind,
                bucket,
                key,
                new Change.Image(after, before, Optional.empty(), Optional.empty()));
    }

    void uploadChange(ChangeKind kind, BucketId bucket, Upload upload, Optional<Part> part) {
        change(
                kind,
                bucket,
                upload.key().value(),
                new Change.Image(Optional.empty(), Optional.empty(), Optional.of(upload), part));
    }

    void bucketChange(ChangeKind kind, BucketId bucket) {
        change(
                kind,
                bucket,
                "",
                new Change.Image(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    void change(ChangeKind kind, BucketId bucket, String key, Change.Image image) {
        changes.add(
                new Change(
                        kind,
                        event.id(),
                        partition,
                        position,
                        changes.size(),
                        event.timeMillis(),
                        event.bucket(),
                        bucket,
                        key,
                        event.origin(),
                        image,
                        notificationRevision));
    }

    /// Reclaims all shards of the blob, also of those that were missing: a write that failed late
    /// may have left one.
    void reclaim(Blob blob) {
        for (int index = 0; index < blob.shards().size(); index++) {
            reclaim(blob.id(), index, blob.shards().get(index));
        }
    }

    /// Reclaims one place of a blob's shard.
    void reclaim(BlobId blob, int index, ShardPlace place) {
        reclaimed
                .computeIfAbsent(place.drive(), drive -> new ArrayList<>())
                .add(new ShardRef(blob, index, place.generation()));
    }

    /// Rejects the event: what it would have done is dropped, and all shards that it brought are
    /// reclaimed.
    Decision reject(Rejection rejection, String message) {
        if (event.body() instanceof ShardsRelocated moved) {
            return rejectMoved(rejection, message, moved, List.of());
        }
        clear();
        event.blob().ifPresent(this::reclaim);
        return decide(new Outcome.Rejected(event.id(), position, rejection, message));
    }

    /// Rejects the event, but reclaims nothing that it brought.
    Decision rejectKeepingBytes(Rejection rejection, String message) {
        clear();
        return decide(new Outcome.Rejected(event.id(), position, rejection, message));
    }

    /// Rejects a relocation and reclaims the new shards, except those in the places `named`, which
    /// are the row's.
    Decision rejectMoved(
            Rejection rejection, String message, ShardsRelocated moved, List<ShardPlace> named) {
        clear();
        for (int index = 0; index < moved.after().size(); index++) {
            ShardPlace made = moved.after().get(index);
            boolean inUse = index < named.size() && made.sameShard(named.get(index));
            if (!inUse && !made.sameShard(moved.before().get(index))) {
                reclaim(moved.blobId(), index, made);
            }
        }
        return decide(new Outcome.Rejected(event.id(), position, rejection, message));
    }

    private void clear() {
        mutations.clear();
        changes.clear();
        reclaimed.clear();
        bucketUpdate = Optional.empty();
    }

    Decision accept() {
        return accept(Optional.empty(), List.of(), Optional.empty());
    }

    Decision accept(ObjectVersion version) {
        return accept(Optional.of(version.written()), List.of(), Optional.empty());
    }

    Decision accept(List<DeletedEntry> entries) {
        return accept(Optional.empty(), entries, Optional.empty());
    }

    Decision accept(UploadId upload) {
        return accept(Optional.empty(), List.of(), Optional.of(upload));
    }

    private Decision accept(
            Optional<WrittenVersion> version,
            List<DeletedEntry> entries,
            Optional<UploadId> upload) {
        Optional<BlobId> brought = event.blob().map(Blob::id);
        return decide(
                new Outcome.Accepted(event.id(), position, version, brought, entries, upload));
    }

    /// An event that changes no row because its outcome is known from before.
    Decision repeat(Outcome first) {
        return new Decision(
                first,
                true,
                List.of(),
                new Decision.Emissions(List.of(), reclaims(), Optional.empty()));
    }

    private Decision decide(Outcome outcome) {
        return new Decision(
                outcome,
                false,
                mutations,
                new Decision.Emissions(changes, reclaims(), bucketUpdate));
    }

    private List<Reclaim> reclaims() {
        List<Reclaim> reclaims = new ArrayList<>();
        reclaimed.forEach((drive, shards) -> {
            for (int from = 0; from < shards.size(); from += Reclaim.SHARDS_MAX) {
                int to = Math.min(shards.size(), from + Reclaim.SHARDS_MAX);
                reclaims.add(new Reclaim(drive, partition, position, shards.subList(from, to)));
            }
        });
        return reclaims;
    }
}
