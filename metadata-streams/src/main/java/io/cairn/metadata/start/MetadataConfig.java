package io.cairn.metadata.start;

import io.cairn.metadata.client.Timeouts;
import io.cairn.platform.kafka.Topics;
import java.nio.file.Path;

/// What a metadata node needs to know. `directory` holds the fold stores; `partitions` and
/// `replicas` are fixed when a cluster is created.
public record MetadataConfig(
        Topics topics,
        Path directory,
        int partitions,
        short replicas,
        Memory memory,
        Timeouts timeouts) {
    /// Native memory of all fold stores together, in bytes.
    public record Memory(long cacheBytes, long memtableBytes) {
        /// Enough for a small machine.
        public static final Memory DEFAULT = new Memory(32L << 20, 64L << 20);
    }
}
