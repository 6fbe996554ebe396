package io.cairn.shard;

import java.io.IOException;

/// A shard that is being read. Used by one thread at a time.
public interface ShardRead extends AutoCloseable {
    /// Reads exactly `length` data bytes from `from` on; they are verified block by block before
    /// they are handed over. Throws [ShardDamagedException] if they are not what was written; the
    /// target's bytes then mean nothing.
    void read(long from, byte[] target, int targetOffset, int length) throws IOException;

    @Override
    void close();
}
