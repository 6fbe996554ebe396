package io.cairn.api;

import io.cairn.metadata.BlobRow;
import io.cairn.metadata.InMemoryNamespace;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.metadata.OutcomeUnknownException;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Upload;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A namespace that fails, withdraws events, or is overtaken by others, where a test wants it, and
/// that counts the strong reads and the lookups of outcomes.
final class ScriptedNamespace extends InMemoryNamespace {
    final AtomicInteger strongReads = new AtomicInteger();
    final AtomicInteger staleRewrites = new AtomicInteger();
    volatile Appending appending = Appending.WORKS;
    volatile Runnable whenStale = () -> {};
    final AtomicInteger lookups = new AtomicInteger();
    final AtomicInteger withdrawing = new AtomicInteger();
    volatile Consumer<Event> beforeAppend = event -> {};
    volatile Runnable afterAppend = () -> {};
    volatile Runnable beforePartAt = () -> {};
    volatile Runnable beforeParts = () -> {};

    /// What becomes of appends.
    enum Appending {
        WORKS,
        UNAVAILABLE,
        OUTCOME_UNKNOWN
    }

    @Override
    public Outcome append(Event event) {
        beforeAppend.accept(event);
        if (withdrawing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            super.append(withdrawal(event));
        }
        return switch (appending) {
            case UNAVAILABLE -> throw new NamespaceUnavailableException("as the test wants it");
            case OUTCOME_UNKNOWN -> {
                super.append(event);
                throw new OutcomeUnknownException("as the test wants it");
            }
            case WORKS -> {
                Outcome outcome =
                        event.body() instanceof EventBody.ObjectRewrite && isStale()
                                ? new Outcome.Rejected(event.id(), 0, Rejection.STALE, "")
                                : super.append(event);
                afterAppend.run();
                yield outcome;
            }
        };
    }

    private static Event withdrawal(Event event) {
        return new Event(
                new EventId(UUID.randomUUID()),
                event.timeMillis(),
                event.bucket(),
                Optional.empty(),
                -1,
                event.origin(),
                new EventBody.Withdraw(event.id()));
    }

    @Override
    public Optional<Outcome> outcome(String bucket, EventId id) {
        lookups.incrementAndGet();
        return super.outcome(bucket, id);
    }

    private boolean isStale() {
        boolean stale = staleRewrites.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (stale) {
            whenStale.run();
        }
        return stale;
    }

    @Override
    public Optional<BucketImage> bucket(String name) {
        strongReads.incrementAndGet();
        return super.bucket(name);
    }

    @Override
    public BucketPage buckets(String prefix, String after, int max) {
        strongReads.incrementAndGet();
        return super.buckets(prefix, after, max);
    }

    @Override
    public Lookup find(String name, ObjectKey key) {
        strongReads.incrementAndGet();
        return super.find(name, key);
    }

    @Override
    public Lookup find(String name, ObjectKey key, VersionId id) {
        strongReads.incrementAndGet();
        return super.find(name, key, id);
    }

    @Override
    public Optional<ObjectVersion> latest(BucketImage bucket, ObjectKey key) {
        strongReads.incrementAndGet();
        return super.latest(bucket, key);
    }

    @Override
    public ListPage list(BucketImage bucket, ListQuery query) {
        strongReads.incrementAndGet();
        return super.list(bucket, query);
    }

    @Override
    public VersionPage versions(BucketImage bucket, VersionQuery query) {
        strongReads.incrementAndGet();
        return super.versions(bucket, query);
    }

    @Override
    public Optional<Upload> upload(BucketImage bucket, ObjectKey key, UploadId id) {
        strongReads.incrementAndGet();
        return super.upload(bucket, key, id);
    }

    @Override
    public UploadPage uploads(BucketImage bucket, UploadQuery query) {
        strongReads.incrementAndGet();
        return super.uploads(bucket, query);
    }

    @Override
    public List<Part> parts(BucketImage bucket, UploadId id, int afterNumber, int max) {
        strongReads.incrementAndGet();
        beforeParts.run();
        return super.parts(bucket, id, afterNumber, max);
    }

    @Override
    public Optional<Part> partAt(BucketImage bucket, UploadId id, long offset) {
        strongReads.incrementAndGet();
        beforePartAt.run();
        return super.partAt(bucket, id, offset);
    }

    @Override
    public Optional<BlobRow> holder(BucketImage bucket, ObjectKey key, BlobId blob) {
        strongReads.incrementAndGet();
        return super.holder(bucket, key, blob);
    }
}
