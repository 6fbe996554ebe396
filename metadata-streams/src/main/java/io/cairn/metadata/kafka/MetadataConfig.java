package io.cairn.metadata.kafka;

import io.cairn.platform.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;

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

    /// `append`: until an append counts as failed. `outcome`: until an outcome counts as unknown,
    /// from when on its withdrawal has as long again. `read`: until a strong read gives up.
    public record Timeouts(Duration append, Duration outcome, Duration read) {
        /// Times that a client still waits for.
        public static final Timeouts DEFAULT =
                new Timeouts(
                        Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(10));
    }
}
