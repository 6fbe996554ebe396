package io.cairn.api.operation;

import io.cairn.schemas.BlobId;
import java.util.Set;

/// Knows which reads of objects are running, so that a reclaimed shard is not removed under one. A
/// read is begun before its metadata is asked for, and closed after its last byte was sent.
@FunctionalInterface
public interface ReadRegistry {
    /// Registers a read that begins now.
    Read begin();

    /// A running read.
    @FunctionalInterface
    interface Read extends AutoCloseable {
        /// From now on only `blobs` are read: others may be removed under it. Called at most once.
        /// Without this call the read holds back the removal of all shards.
        default void narrow(Set<BlobId> blobs) {}

        /// The read has ended; called once.
        @Override
        void close();
    }
}
