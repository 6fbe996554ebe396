package io.cairn.platform.kafka;

import java.util.Map;

/// A topic as it should be: partitions, replicas, and the settings that matter.
public record TopicSpec(String name, int partitions, short replicas, Map<String, String> settings) {
    public TopicSpec {
        settings = Map.copyOf(settings);
    }
}
