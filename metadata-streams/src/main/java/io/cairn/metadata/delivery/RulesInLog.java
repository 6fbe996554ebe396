package io.cairn.metadata.delivery;

import io.cairn.metadata.notification.NotificationRules;
import io.cairn.metadata.notification.Notifier;
import io.cairn.metadata.start.LogReader;
import io.cairn.metadata.topology.LogException;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody.BucketDocumentPut;
import io.cairn.schemas.registry.WireFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// The rules of notifications as the log holds them, which keeps all of its events. So the rules
/// that apply to a change are those of its position, whenever it is read. Used by one thread.
final class RulesInLog implements Notifier.InForce {
    /// How many configurations are kept in memory, the last used ones.
    private static final int KEPT_MAX = 64;

    private static final float LOAD = 0.75f;

    private final KafkaConnection kafka;
    private final String topic;
    private final WireFormat<Event> format;
    private final MonotonicClock clock;
    private final Map<TopicPosition, Notifier.Configured> kept =
            new LinkedHashMap<>(KEPT_MAX, LOAD, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<TopicPosition, Notifier.Configured> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    /// A place in the log.
    private record TopicPosition(int partition, long position) {}

    /// The rules in `topic`, whose values have this format.
    RulesInLog(
            KafkaConnection kafka, String topic, WireFormat<Event> format, MonotonicClock clock) {
        this.kafka = kafka;
        this.topic = topic;
        this.format = format;
        this.clock = clock;
    }

    /// Throws [LogException] if the log does not hold rules there.
    @Override
    public Notifier.Configured at(int partition, long position) {
        return kept.computeIfAbsent(
                new TopicPosition(partition, position), _ -> read(partition, position));
    }

    private Notifier.Configured read(int partition, long position) {
        try (LogReader reader = new LogReader(kafka, clock)) {
            Event event =
                    reader.at(new TopicPartition(topic, partition), position)
                            .map(ConsumerRecord::value)
                            .map(format::deserialize)
                            .orElseThrow(() -> missing(partition, position));
            if (event.body() instanceof BucketDocumentPut put
                    && put.document().equals(BucketConfiguration.NOTIFICATION)
                    && put.text().isPresent()) {
                return new Notifier.Configured(
                        NotificationRules.parse(put.text().get()), event.origin().principal());
            }
            throw missing(partition, position);
        }
    }

    private static LogException missing(int partition, long position) {
        return new LogException(
                "partition %d holds no notification rules at %d".formatted(partition, position),
                null);
    }
}
