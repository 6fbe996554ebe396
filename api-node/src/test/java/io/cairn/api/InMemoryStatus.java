package io.cairn.api;

import io.cairn.api.http.ServerStatus;
import java.util.Optional;

/// A status that says what it was told.
final class InMemoryStatus implements ServerStatus {
    static final String DRIVES = "{\"drives\":[]}";

    volatile Optional<String> obstacle = Optional.empty();
    volatile Optional<String> readOnly = Optional.empty();

    @Override
    public Optional<String> obstacle() {
        return obstacle;
    }

    @Override
    public Optional<String> readOnly() {
        return readOnly;
    }

    @Override
    public String drives() {
        return DRIVES;
    }
}
