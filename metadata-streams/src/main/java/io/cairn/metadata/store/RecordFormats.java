package io.cairn.metadata.store;

import io.cairn.metadata.fold.Decision;
import io.cairn.schemas.event.Event;
import java.util.List;

/// How the fold's records look on the log: events coming in, what is sent out.
public interface RecordFormats {
    /// The event of a record's value. Throws MalformedRecordException if the bytes are none: the
    /// fold then rejects the record; any other exception stops it.
    Event event(byte[] value);

    /// The records to send, in order.
    List<Emission> emissions(Decision.Emissions emissions);
}
