package io.cairn.shard;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A shard that is being read. Used by one thread at a time.
public interface ShardRead extends AutoCloseable {
    /// Reads exactly `length` data bytes from `from` on to the bytes of `target` from
    /// `targetOffset` on, and touches nothing else of it, not its position either: several shards
    /// may be read into one target at a time. They are verified block by block. Throws
    /// [ShardDamagedException] if they are not what was written; the bytes of the target there then
    /// mean nothing.
    void read(long from, ByteBuffer target, int targetOffset, int length) throws IOException;

    @Override
    void close();
}
