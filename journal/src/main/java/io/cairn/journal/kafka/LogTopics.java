package io.cairn.journal.kafka;

import io.cairn.platform.kafka.TopicSpec;
import java.util.List;

/// The topics of which journals hold copies: `namespace` with all its partitions, and `schemas`,
/// which has one. `all` are the topics that have to be there before the log is restored.
public record LogTopics(String namespace, int partitions, String schemas, List<TopicSpec> all) {
    public LogTopics {
        all = List.copyOf(all);
    }
}
