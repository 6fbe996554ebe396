package io.cairn.metadata.kafka;

import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.store.Emission;
import io.cairn.metadata.store.RecordFormats;
import io.cairn.schemas.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The record formats of a fold that begins before there is a registry to ask: the first record
/// waits for them.
final class LateFormats implements RecordFormats, AutoCloseable {
    private final CompletableFuture<RecordFormats> formats = new CompletableFuture<>();

    void set(RecordFormats given) {
        formats.complete(given);
    }

    @Override
    public Event event(byte[] value) {
        return formats.join().event(value);
    }

    @Override
    public List<Emission> emissions(Decision.Emissions emissions) {
        return formats.join().emissions(emissions);
    }

    /// Lets go whoever waits, with a CancellationException, if there are no formats yet.
    @Override
    public void close() {
        formats.cancel(false);
    }
}
