package io.cairn.metadata.topology;

import io.cairn.platform.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/// What the brokers know of the log and of those who read it. Throws [LogException] if they do not
/// answer.
public interface LogOffsets {
    /// How long an answer of the brokers is waited for.
    Duration TIMEOUT = Duration.ofSeconds(30);

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
                return get(
                                admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                                        .partitionResult(place),
                                "reading the end of " + place)
                        .offset();
            }

            @Override
            public Map<Integer, Long> committed() {
                Map<TopicPartition, OffsetAndMetadata> all =
                        get(
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

    /// The answer to what an [Admin] was asked. Throws [LogException] if there is none in time.
    static <T> T get(KafkaFuture<T> future, String what) {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LogException(what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException(what + ": interrupted", e);
        }
    }
}
