package io.cairn.metadata.kafka;

import io.cairn.platform.kafka.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// What the brokers know of the log and of those who read it. Throws [LogException] if they do not
/// answer.
interface LogOffsets {
    /// The offset behind the last durable record of a partition.
    long end(int partition);

    /// Per partition, the offset that the fold has committed; none for one that it has not.
    Map<Integer, Long> committed();

    /// Those of the namespace topic, which is folded by `group`.
    static LogOffsets of(Admin admin, Topics topics, String group) {
        return new LogOffsets() {
            @Override
            public long end(int partition) {
                TopicPartition place = new TopicPartition(topics.namespace(), partition);
                return StartCheck.get(
                                admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                                        .partitionResult(place),
                                "reading the end of " + place)
                        .offset();
            }

            @Override
            public Map<Integer, Long> committed() {
                Map<TopicPartition, OffsetAndMetadata> all =
                        StartCheck.get(
                                admin.listConsumerGroupOffsets(group)
                                        .partitionsToOffsetAndMetadata(),
                                "reading offsets of group " + group);
                Map<Integer, Long> offsets = new HashMap<>();
                all.forEach((place, offset) -> {
                    if (offset != null && place.topic().equals(topics.namespace())) {
                        offsets.put(place.partition(), offset.offset());
                    }
                });
                return offsets;
            }
        };
    }
}
