package io.cairn.platform.kafka;

import java.util.Map;

/// A topic as it should be: partitions, replicas, and the settings that matter. Where the number of
/// partitions is not `fixed`, one that is there already may have another.
public record TopicSpec(
        String name, int partitions, short replicas, Map<String, String> settings, boolean fixed) {
    public TopicSpec {
        settings = Map.copyOf(settings);
    }

    /// A topic whose number of partitions is fixed.
    public TopicSpec(String name, int partitions, short replicas, Map<String, String> settings) {
        this(name, partitions, replicas, settings, true);
    }
}
