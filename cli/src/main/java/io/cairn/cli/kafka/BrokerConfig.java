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
        OuterLimits limits) {
    /// A broker with the limits that a server has.
    public BrokerConfig(
            Path directory, UUID clusterId, InetSocketAddress external, String topicPrefix) {
        this(directory, clusterId, external, topicPrefix, OuterLimits.DEFAULT);
    }
}
