package io.cairn.journal;

import io.cairn.platform.Check;

/// A partition of a topic.
public record LogPartition(String topic, int partition) {
    public LogPartition {
        Check.argument(partition >= 0, "partition %s of %s", partition, topic);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
