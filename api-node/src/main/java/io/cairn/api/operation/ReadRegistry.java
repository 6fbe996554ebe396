package io.cairn.api.operation;

import io.cairn.schemas.BlobId;
import java.util.Set;

/// Knows which reads of objects are running, so that no shard is removed while it is read. A read
/// begins before its metadata is looked up, and is closed after its last byte was sent.
@FunctionalInterface
public interface ReadRegistry {
    /// Registers a read that begins now.
    Read begin();

    /// A running read.
    @FunctionalInterface
    interface Read extends AutoCloseable {
        /// From now on only `blobs` are read: shards of other blobs may be removed. Called at most
        /// once. Without this call the read holds back the removal of all shards.
        default void narrow(Set<BlobId> blobs) {}

        /// The read has ended; called once.
        @Override
        void close();
    }
}
