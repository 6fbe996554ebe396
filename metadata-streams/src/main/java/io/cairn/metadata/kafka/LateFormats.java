package io.cairn.metadata.kafka;

import io.cairn.metadata.fold.Decision;
import io.cairn.metadata.store.Emission;
import io.cairn.metadata.store.RecordFormats;
import io.cairn.schemas.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The record formats of stores that are opened before there is a registry to ask.
final class LateFormats implements RecordFormats {
    private volatile @Nullable RecordFormats formats;

    void set(RecordFormats given) {
        formats = given;
    }

    @Override
    public Event event(byte[] value) {
        return formats().event(value);
    }

    @Override
    public List<Emission> emissions(Decision.Emissions emissions) {
        return formats().emissions(emissions);
    }

    private RecordFormats formats() {
        RecordFormats given = formats;
        if (given == null) {
            throw new IllegalStateException("the schemas are not registered yet");
        }
        return given;
    }
}
