package io.cairn.cli.server;

import io.cairn.journal.home.LogReserve;
import io.cairn.metadata.BlobRow;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceRefusedException;
import io.cairn.metadata.Usage;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Upload;
import io.cairn.schemas.event.Versioning;
import java.util.List;
import java.util.Optional;

/// Takes no events that only add to the log while the drive that holds the log and the fold is
/// below its reserve: what is left there is for those that free space. Beside [ReservedBlobStore],
/// which refuses new content before it is read. Once the drive is exhausted it takes none at all.
final class ReservedNamespace implements Namespace {
    private final Namespace namespace;
    private final LogReserve reserve;

    ReservedNamespace(Namespace namespace, LogReserve reserve) {
        this.namespace = namespace;
        this.reserve = reserve;
    }

    @Override
    public Outcome append(Event event) {
        (adds(event.body()) ? reserve.refusal() : reserve.exhaustion())
                .ifPresent(words -> {
                    throw new NamespaceRefusedException(words);
                });
        return namespace.append(event);
    }

    /// Whether the event makes the state larger and frees nothing.
    private static boolean adds(EventBody body) {
        return switch (body) {
            case EventBody.BucketCreate _, EventBody.UploadCreate _, EventBody.ObjectRewrite _ ->
                    true;
            case EventBody.ObjectTagsPut put -> !put.tags().isEmpty();
            // What weakens a lock lets go of versions later.
            case EventBody.BucketLockPut put -> put.lock().defaultRetention().isPresent();
            case EventBody.ObjectRetentionPut put ->
                    put.retention().isPresent() && !put.bypassGovernance();
            case EventBody.ObjectLegalHoldPut put -> put.legalHold() == LegalHold.ON;
            case EventBody.BucketDocumentPut put -> put.text().isPresent();
            // While versions are kept nothing comes back: who is short of space must get out of it.
            case EventBody.BucketVersioningPut put -> put.versioning() == Versioning.ENABLED;
            case EventBody.BucketQuotaPut _ -> false;
            // Their content was written while there was room, or they have none and were refused
            // with it: refusing them now would only throw it away.
            case EventBody.ObjectPut _, EventBody.PartPut _ -> false;
            // Lets go of the parts that it does not name and of what it replaces; without it all
            // parts would stay, and the client could only abort and send everything again.
            case EventBody.UploadComplete _ -> false;
            case EventBody.ObjectsDelete _, EventBody.UploadAbort _, EventBody.BucketDelete _ ->
                    false;
            // Makes up for what was lost, and lets go of as many shards as it brings.
            case EventBody.ShardsRelocated _ -> false;
            // Asked for by the server itself, to end what is under way.
            case EventBody.Withdraw _, EventBody.RulesRaised _, EventBody.Fence _ -> false;
        };
    }

    @Override
    public Optional<Outcome> outcome(String bucket, EventId id) {
        return namespace.outcome(bucket, id);
    }

    @Override
    public Optional<Outcome> foldedOutcome(String bucket, EventId id) {
        return namespace.foldedOutcome(bucket, id);
    }

    @Override
    public Write begin(String bucket) {
        return namespace.begin(bucket);
    }

    @Override
    public Floors fence() {
        return namespace.fence();
    }

    @Override
    public Optional<BucketImage> bucket(String name) {
        return namespace.bucket(name);
    }

    @Override
    public BucketPage buckets(String prefix, String after, int max) {
        return namespace.buckets(prefix, after, max);
    }

    @Override
    public Lookup find(String bucket, ObjectKey key) {
        return namespace.find(bucket, key);
    }

    @Override
    public Lookup find(String bucket, ObjectKey key, VersionId id) {
        return namespace.find(bucket, key, id);
    }

    @Override
    public Usage usage(BucketImage bucket) {
        return namespace.usage(bucket);
    }

    @Override
    public Optional<ObjectVersion> latest(BucketImage bucket, ObjectKey key) {
        return namespace.latest(bucket, key);
    }

    @Override
    public ListPage list(BucketImage bucket, ListQuery query) {
        return namespace.list(bucket, query);
    }

    @Override
    public VersionPage versions(BucketImage bucket, VersionQuery query) {
        return namespace.versions(bucket, query);
    }

    @Override
    public Optional<Upload> upload(BucketImage bucket, ObjectKey key, UploadId id) {
        return namespace.upload(bucket, key, id);
    }

    @Override
    public UploadPage uploads(BucketImage bucket, UploadQuery query) {
        return namespace.uploads(bucket, query);
    }

    @Override
    public List<Part> parts(BucketImage bucket, UploadId id, int afterNumber, int max) {
        return namespace.parts(bucket, id, afterNumber, max);
    }

    @Override
    public Optional<Part> partAt(BucketImage bucket, UploadId id, long offset) {
        return namespace.partAt(bucket, id, offset);
    }

    @Override
    public Optional<BlobRow> holder(BucketImage bucket, ObjectKey key, BlobId blob) {
        return namespace.holder(bucket, key, blob);
    }
}
