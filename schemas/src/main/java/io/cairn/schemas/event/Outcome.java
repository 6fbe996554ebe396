package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.UploadId;
import java.util.List;
import java.util.Optional;

/// The fold's answer to one event. `position` is the event's offset in its partition.
public sealed interface Outcome {
    /// The event that was decided.
    EventId eventId();

    /// Where it stands in its partition.
    long position();

    /// The event was applied. `version` is what it made; `blob` is the blob that it brought;
    /// `entries` answers the entries of a delete in the order of the request; `upload` is the
    /// upload that it began.
    record Accepted(
            EventId eventId,
            long position,
            Optional<WrittenVersion> version,
            Optional<BlobId> blob,
            List<DeletedEntry> entries,
            Optional<UploadId> upload)
            implements Outcome {
        public Accepted {
            entries = List.copyOf(entries);
        }
    }

    /// The event changed nothing, and will not.
    record Rejected(EventId eventId, long position, Rejection rejection, String message)
            implements Outcome {}
}
