package io.cairn.load.client;

import java.nio.ByteBuffer;

/// Takes the body of a successful response piece by piece.
@FunctionalInterface
public interface BodySink {
    /// Drops the body; the response still counts its bytes.
    BodySink DISCARD = piece -> {};

    /// Takes one piece, whose buffer is good until this returns. May move its position.
    void accept(ByteBuffer piece);
}
