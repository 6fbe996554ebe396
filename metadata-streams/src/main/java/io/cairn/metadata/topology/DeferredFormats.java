package io.cairn.metadata.topology;

import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.store.Emission;
import io.cairn.metadata.store.RecordFormats;
import io.cairn.schemas.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Record formats that are set after the fold has started, because the schema registry needs the
/// broker first. The first record waits for them.
public final class DeferredFormats implements RecordFormats, AutoCloseable {
    private final CompletableFuture<RecordFormats> formats = new CompletableFuture<>();

    /// The formats from now on.
    public void set(RecordFormats given) {
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

    /// Wakes all waiting threads with a CancellationException if the formats were never set.
    @Override
    public void close() {
        formats.cancel(false);
    }
}
