package io.cairn.metadata.client;

import java.time.Duration;

/// How long the namespace waits. `append`: until an append counts as failed. `outcome`: until an
/// outcome counts as unknown, from when on its withdrawal has as long again. `read`: until a strong
/// read gives up.
public record Timeouts(Duration append, Duration outcome, Duration read) {
    /// Times that a client still waits for.
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(10));
}
