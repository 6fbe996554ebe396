package io.cairn.schemas.event;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.Uuids;
import java.util.Optional;

/// One record of the namespace log: who asks for what, with everything the fold may not make up
/// itself (ids, time). `bucket` is empty in an event that is for a partition as such. `blob` is
/// where the bytes that the body brings lie in this cluster, durable already; the rest of the event
/// is the same for every replica.
public record Event(
        EventId id,
        long timeMillis,
        String bucket,
        Optional<BucketId> bucketId,
        Known known,
        Origin origin,
        EventBody body,
        Optional<Blob> blob) {
    public Event {
        if (blob.isPresent() && !body.bringsBytes()) {
            throw new IllegalArgumentException(body + " brings no bytes");
        }
    }

    /// An event that brings no bytes and was not sent yet. `base` is the partition's position when
    /// the request began, -1 if unknown.
    public Event(
            EventId id,
            long timeMillis,
            String bucket,
            Optional<BucketId> bucketId,
            long base,
            Origin origin,
            EventBody body) {
        this(
                id,
                timeMillis,
                bucket,
                bucketId,
                new Known(base, UNKNOWN, UNKNOWN, UNKNOWN),
                origin,
                body,
                Optional.empty());
    }

    /// A position or revision that is not known.
    public static final long UNKNOWN = -1;

    /// Who asks, under which request id, from where.
    public record Origin(String principal, String requestId, String sourceAddress) {}

    /// What the writer knew. `base` is the partition's position when the request began: shards that
    /// the event names were written after it. `sent` is the first offset at which the event could
    /// stand when it was sent for the first time; a producer that sends it again keeps it.
    /// `bucketRevision` is the revision of the bucket's configuration that the writer relied on.
    /// `signedMillis` is when the client signed the request, by its clock, in milliseconds since
    /// the epoch. Each may be [#UNKNOWN].
    public record Known(long base, long sent, long bucketRevision, long signedMillis) {}

    /// The id in the bytes of an event of any release that begin at `offset`: it comes first for
    /// ever. Throws [MalformedRecordException] if there is none.
    public static EventId idIn(byte[] bytes, int offset) {
        if (bytes.length - offset < Uuids.BYTES) {
            throw new MalformedRecordException("not a NamespaceEvent", null);
        }
        return new EventId(Uuids.fromBytes(bytes, offset));
    }

    /// The partition's position when the request began; [#UNKNOWN] if that is not known.
    public long base() {
        return known.base();
    }

    /// The same event, bringing this blob.
    public Event bringing(Blob content) {
        return new Event(
                id, timeMillis, bucket, bucketId, known, origin, body, Optional.of(content));
    }

    /// The same event, sent when `offset` was the first at which it could stand. What was sent
    /// before keeps the first one.
    public Event sentAt(long offset) {
        return known.sent() == UNKNOWN
                ? with(
                        new Known(
                                known.base(), offset, known.bucketRevision(), known.signedMillis()))
                : this;
    }

    /// The same event, relying on this revision of the bucket's configuration.
    public Event relyingOn(long bucketRevision) {
        return with(new Known(known.base(), known.sent(), bucketRevision, known.signedMillis()));
    }

    /// The same event of a request that its client signed at this time, by the client's clock.
    public Event signedAt(long millis) {
        return with(new Known(known.base(), known.sent(), known.bucketRevision(), millis));
    }

    /// Whether the client says when it signed the request.
    public boolean isSigned() {
        return known.signedMillis() != UNKNOWN;
    }

    /// The earlier one of the times that the client and the node give: what has ended then has
    /// ended by both of their clocks. Before all times if the client gives none.
    public long earliestMillis() {
        return isSigned() ? Math.min(timeMillis, known.signedMillis()) : Long.MIN_VALUE;
    }

    /// The later one of them: what lasts for a while from then on lasts as long by both clocks. The
    /// node's if the client gives none, so only an event that [#isSigned] may begin such a thing.
    public long latestMillis() {
        return Math.max(timeMillis, known.signedMillis());
    }

    private Event with(Known changed) {
        return new Event(id, timeMillis, bucket, bucketId, changed, origin, body, blob);
    }
}
