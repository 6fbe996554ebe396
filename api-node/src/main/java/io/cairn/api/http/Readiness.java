package io.cairn.api.http;

import java.util.Optional;

/// Says whether the node can serve.
@FunctionalInterface
public interface Readiness {
    /// Why the node cannot serve now; empty if it can.
    Optional<String> obstacle();
}
