package io.cairn.schemas.event;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import java.util.Optional;

/// One accepted change of one key (an empty key: of the bucket itself), as topic `changes` shows
/// it. `index` is its place among the changes of the same event. `notificationRevision` is the
/// position of the event, in the same partition, whose notification configuration applies to the
/// change; [BucketConfiguration#NO_NOTIFICATIONS] if the bucket has none.
public record Change(
        ChangeKind kind,
        EventId eventId,
        int partition,
        long position,
        int index,
        long timeMillis,
        String bucket,
        BucketId bucketId,
        String key,
        Event.Origin origin,
        Image image,
        long notificationRevision) {

    /// The rows before and after. Which are present depends on the kind.
    public record Image(
            Optional<ObjectVersion> after,
            Optional<ObjectVersion> before,
            Optional<Upload> upload,
            Optional<Part> part) {}

    /// Which event a change is of, and its position.
    public record Head(EventId eventId, long position) {}

    /// The head in the bytes of a change of any release that begin at `offset`: what stands up to
    /// it stays what it is for ever. Throws [MalformedRecordException] if there is none.
    public static Head headIn(byte[] bytes, int offset) {
        return RecordCoders.ChangeCoder.head(bytes, offset);
    }

    /// 28 hexadecimal digits of fixed width (partition, position, index) that grow with every
    /// change of the bucket, so that comparing them as text orders the changes.
    public String sequencer() {
        return String.format("%04X%016X%08X", partition, position, index);
    }
}
