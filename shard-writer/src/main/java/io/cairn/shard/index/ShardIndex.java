package io.cairn.shard.index;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Rows of bytes, ordered by key as unsigned bytes. What is durable is always the state after some
/// [#write], and everything before it: never a part of one, never one without its predecessors.
/// Safe for use by many threads.
public interface ShardIndex extends AutoCloseable {
    /// The value of a key; null if there is none.
    byte @Nullable [] get(byte[] key) throws IOException;

    /// Shows all rows whose key begins with `prefix`, in order, as they are at this moment.
    default void scan(byte[] prefix, RowVisitor visitor) throws IOException {
        scan(prefix, prefix, Integer.MAX_VALUE, visitor);
    }

    /// Shows up to `max` rows whose key begins with `prefix`, in order, from the key `from` on.
    void scan(byte[] prefix, byte[] from, int max, RowVisitor visitor) throws IOException;

    /// Makes all changes at once. Not durable.
    void write(Changes changes) throws IOException;

    /// Makes everything written so far durable.
    void flush() throws IOException;

    /// Begins to make everything written so far durable, without waiting for it.
    void flushSoon() throws IOException;

    /// Flushes and closes. Idempotent; other calls then throw.
    @Override
    void close() throws IOException;

    /// Sees rows one after the other.
    interface RowVisitor {
        void visit(byte[] key, byte[] value) throws IOException;
    }
}
