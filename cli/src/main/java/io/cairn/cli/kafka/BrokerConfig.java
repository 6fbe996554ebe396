package io.cairn.cli.kafka;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;

/// What the embedded broker needs to know. `external` is where outsiders connect; port 0 means any
/// free one. `topicPrefix` names the topics they may read.
public record BrokerConfig(
        Path directory,
        UUID clusterId,
        InetSocketAddress external,
        String topicPrefix,
        OuterLimits limits,
        Threads threads) {
    /// The threads of the broker: `network` read and write connections, `io` work on requests; most
    /// of their time they wait for the drive.
    public record Threads(int network, int io) {
        /// Enough for a small machine.
        public static final Threads DEFAULT = new Threads(2, 3);
    }

    /// A broker with the limits that a server has.
    public BrokerConfig(
            Path directory, UUID clusterId, InetSocketAddress external, String topicPrefix) {
        this(directory, clusterId, external, topicPrefix, OuterLimits.DEFAULT);
    }

    /// A broker with the threads of a small machine.
    BrokerConfig(
            Path directory,
            UUID clusterId,
            InetSocketAddress external,
            String topicPrefix,
            OuterLimits limits) {
        this(directory, clusterId, external, topicPrefix, limits, Threads.DEFAULT);
    }

    /// The same with other threads.
    public BrokerConfig with(Threads others) {
        return new BrokerConfig(directory, clusterId, external, topicPrefix, limits, others);
    }
}
