package io.cairn.shard;

import java.io.IOException;

/// A shard that is being written. Used by one thread at a time; ends with exactly one of commit and
/// abort. After an exception only abort may follow.
public interface ShardWrite {
    /// Adds bytes to the end. The array may be used again when this returns. Not durable.
    void append(byte[] bytes, int offset, int length) throws IOException;

    /// Ends the shard: when this returns, it is durable and can be read. Atomic: after a crash at
    /// any moment the whole shard is there, or nothing.
    void commit() throws IOException;

    /// Gives the shard up and removes what was written. Idempotent, also after a failed commit.
    void abort();
}
