package io.cairn.api.operation;

/// Knows which reads of objects are running, so that a reclaimed shard is not removed under one. A
/// read is begun before its metadata is asked for, and closed after its last byte was sent.
@FunctionalInterface
public interface ReadRegistry {
    /// Registers a read that begins now.
    Read begin();

    /// A running read.
    @FunctionalInterface
    interface Read extends AutoCloseable {
        /// The read has ended; called once.
        @Override
        void close();
    }
}
