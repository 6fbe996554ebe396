package io.cairn.cli.server;

import io.cairn.cli.registry.EmbeddedRegistry;
import io.cairn.journal.kafka.FoldedLog;
import io.cairn.journal.kafka.LogEvidence;
import io.cairn.journal.kafka.LogTap;
import io.cairn.journal.kafka.LogTopics;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.metadata.start.NamespaceTopics;
import io.cairn.metadata.start.StoreAheadOfLog;
import io.cairn.platform.kafka.TopicSpec;
import io.cairn.platform.kafka.Topics;
import java.util.ArrayList;
import java.util.List;

/// Joins the fold and the journals, which do not know each other.
record JournaledFold(MetadataNode metadata) implements FoldedLog {
    /// The topics of which this server keeps journals.
    static LogTopics topics(Topics topics) {
        TopicSpec schemas = EmbeddedRegistry.topic(ServerConfig.REPLICAS);
        List<TopicSpec> all =
                new ArrayList<>(
                        NamespaceTopics.specs(
                                topics, ServerConfig.PARTITIONS, ServerConfig.REPLICAS));
        all.add(schemas);
        return new LogTopics(topics.namespace(), ServerConfig.PARTITIONS, schemas.name(), all);
    }

    /// What to do with fold stores that know more than the log: where journals have made it whole,
    /// that was never answered.
    static StoreAheadOfLog beyondLog(LogEvidence evidence) {
        return switch (evidence) {
            case NONE -> StoreAheadOfLog.REFUSE;
            case INCOMPLETE -> StoreAheadOfLog.DISCARD_UNDAMAGED;
            case WHOLE -> StoreAheadOfLog.DISCARD;
        };
    }

    @Override
    public void limit(int partition, long offset) {
        metadata.durable().limit(partition, offset);
    }

    @Override
    public void unlimited() {
        metadata.durable().unlimited();
    }

    @Override
    public void tap(LogTap tap) {
        metadata.tap(tap);
    }
}
