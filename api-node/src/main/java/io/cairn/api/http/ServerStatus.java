package io.cairn.api.http;

import java.util.Optional;

/// What the health endpoints tell of the server.
public interface ServerStatus {
    /// Why the node cannot serve now; empty if it can.
    Optional<String> obstacle();

    /// Why no writes are taken now, though reads are served; empty if they are.
    Optional<String> readOnly();

    /// The drives, as a JSON document. It is told to anybody, so no path of the machine is in it.
    String drives();
}
