package io.cairn.platform;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Takes runs of bytes, one after the other.
@FunctionalInterface
public interface ByteSink {
    /// Takes all that remains in `source`, whose position is at its limit afterwards; blocks until
    /// then. The source may be used again when this returns.
    void write(ByteBuffer source) throws IOException;
}
