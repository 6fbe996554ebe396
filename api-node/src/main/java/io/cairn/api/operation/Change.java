package io.cairn.api.operation;

import io.cairn.api.blob.BlobStore;
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
import java.util.function.Function;

/// A change that a request makes: an event that is on its way. `base` was the partition's position
/// when the request began.
///
/// Who removes the shards of a blob whose event does not become the truth: this class, as long as
/// no event names it; the fold, once one is in the log, accepted or rejected.
public record Change(
        Backend backend,
        EventId id,
        long base,
        String bucket,
        Optional<BucketId> bucketId,
        Event.Origin origin) {
    /// Appends the event. Throws the S3 error that a rejection means.
    public Outcome.Accepted append(EventBody body) {
        return switch (decide(body)) {
            case Outcome.Accepted accepted -> accepted;
            case Outcome.Rejected rejected -> throw Rejections.exception(rejected, bucket, body);
        };
    }

    /// Appends the event and returns what was decided.
    public Outcome decide(EventBody body) {
        return backend.namespace().append(event(body));
    }

    /// Writes content as a blob, then appends the event that `body` makes of it. `body` runs after
    /// the last byte and throws if the content is not what was promised; then, and if the event
    /// will not happen, the blob is removed again.
    public Outcome.Accepted append(
            ObjectKey key,
            InputStream content,
            BlobStore.ContentHash hash,
            Function<Optional<Blob>, EventBody> body)
            throws IOException {
        Optional<Blob> blob = backend.blobs().write(content, owner(key), hash);
        boolean named = false;
        try {
            EventBody verified = body.apply(blob);
            named = true;
            return append(verified);
        } catch (NamespaceUnavailableException | NamespaceRefusedException e) {
            named = false;
            throw e;
        } finally {
            if (!named) {
                blob.ifPresent(backend.blobs()::discard);
            }
        }
    }

    private BlobStore.Owner owner(ObjectKey key) {
        BucketId bucketOfBlob = bucketId.orElseThrow();
        return new BlobStore.Owner(bucket, bucketOfBlob, key, id, base);
    }

    private Event event(EventBody body) {
        long now = backend.ids().clock().millis();
        return new Event(id, now, bucket, bucketId, base, origin, body);
    }
}
