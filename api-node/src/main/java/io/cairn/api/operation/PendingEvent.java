package io.cairn.api.operation;

import io.cairn.blobs.BlobStore;
import io.cairn.blobs.Redundancy;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceRefusedException;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The event of a request that is not in the log yet, which its client signed at `signedMillis`
/// ([Event#UNKNOWN] if that is not known). Its base is taken right before its content is written.
/// The base holds fences back until the outcome is known or the event is given up.
///
/// A blob whose event is not accepted is an orphan. This class discards it as long as no event in
/// the log names it. The fold removes it once an event that names it is in the log.
///
/// The event may have been decided already, for an earlier attempt of the same call: see
/// [EventIds]. Used by one thread.
public final class PendingEvent {
    private final Backend backend;
    private final EventIds ids;
    private final String bucket;
    private final Optional<BucketId> bucketId;
    private final Event.Origin origin;
    private final long signedMillis;

    PendingEvent(
            Backend backend,
            EventIds ids,
            String bucket,
            Optional<BucketId> bucketId,
            Event.Origin origin,
            long signedMillis) {
        this.backend = backend;
        this.ids = ids;
        this.bucket = bucket;
        this.bucketId = bucketId;
        this.origin = origin;
        this.signedMillis = signedMillis;
    }

    /// The event by which the request tries again, after an outcome that leaves it open.
    public PendingEvent again() {
        return with(ids.again());
    }

    /// The same event. An attempt of the same call is recognised by what the request asks for,
    /// rather than by the event's body: that depends on more than the request.
    public PendingEvent askingFor(byte[] asked) {
        return with(ids.askingFor(asked));
    }

    private PendingEvent with(EventIds others) {
        return new PendingEvent(backend, others, bucket, bucketId, origin, signedMillis);
    }

    /// What is known to have been decided for an earlier attempt, of an event made by [#askingFor].
    public Optional<Outcome> earlier() {
        return switch (ids.earlier(backend.namespace())) {
            case EventIds.Decided(Outcome outcome) -> Optional.of(outcome);
            case EventIds.Open(EventId _) -> Optional.empty();
        };
    }

    /// Appends the event. Throws the S3 error that a rejection means.
    public Outcome.Accepted append(EventBody body) {
        return accepted(decide(body), body);
    }

    /// What was accepted. Throws the S3 error that a rejection means.
    public Outcome.Accepted accepted(Outcome outcome, EventBody body) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> accepted;
            case Outcome.Rejected rejected -> throw Rejections.exception(rejected, bucket, body);
        };
    }

    /// Appends the event and returns its outcome.
    public Outcome decide(EventBody body) {
        return switch (ids.choose(backend.namespace(), body)) {
            case EventIds.Decided(Outcome outcome) -> outcome;
            case EventIds.Open(EventId id) -> {
                try (Namespace.Write write = backend.namespace().begin(bucket)) {
                    yield backend.namespace().append(event(id, body, write));
                }
            }
        };
    }

    /// Writes content as a blob, then appends the event that names it. `body` makes that event
    /// after the last byte, and throws if the content is not what the client announced. Then, and
    /// if the event will never happen, the blob is discarded. So it is if an earlier attempt
    /// brought the same: whether it did is known only now.
    public Outcome.Accepted append(
            ObjectKey key,
            Redundancy redundancy,
            InputStream content,
            BlobStore.ContentHash hash,
            Supplier<EventBody> body)
            throws IOException {
        try (Namespace.Write write = backend.namespace().begin(bucket)) {
            Optional<Blob> blob =
                    backend.content().write(content, hash, owner(key, write), redundancy);
            return name(blob.orElse(null), body, write);
        }
    }

    /// Appends the event that names a written blob. Only where it is certain that no event names
    /// the blob, now or later, is it discarded: see [Namespace#append].
    private Outcome.Accepted name(
            @Nullable Blob blob, Supplier<EventBody> body, Namespace.Write write) {
        boolean named = false;
        try {
            EventBody verified = body.get();
            switch (ids.choose(backend.namespace(), verified)) {
                case EventIds.Decided(Outcome outcome) -> {
                    return accepted(outcome, verified);
                }
                case EventIds.Open(EventId id) -> {
                    Event plain = event(id, verified, write);
                    Event event = blob == null ? plain : plain.bringing(blob);
                    named = true;
                    return accepted(backend.namespace().append(event), verified);
                }
            }
        } catch (NamespaceUnavailableException | NamespaceRefusedException e) {
            named = false;
            throw e;
        } finally {
            if (!named && blob != null) {
                backend.content().discard(blob);
            }
        }
    }

    private BlobStore.Owner owner(ObjectKey key, Namespace.Write write) {
        BucketId bucketOfBlob = bucketId.orElseThrow();
        return new BlobStore.Owner(bucket, bucketOfBlob, key, ids.ofShards(), write.base());
    }

    private Event event(EventId id, EventBody body, Namespace.Write write) {
        long now = backend.ids().clock().millis();
        return new Event(id, now, bucket, bucketId, write.base(), origin, body)
                .signedAt(signedMillis);
    }
}
