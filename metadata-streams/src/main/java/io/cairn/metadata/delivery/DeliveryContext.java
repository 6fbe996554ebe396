package io.cairn.metadata.delivery;

import io.cairn.metadata.notification.MessageWriter;
import io.cairn.metadata.notification.Notifier;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicSpec;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.schemas.registry.WireFormat;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.Topology;

/// What all deliveries share.
record DeliveryContext(
        DeliveryConfig config,
        KafkaConnection kafka,
        Admin admin,
        WireFormat<Event> events,
        WireFormat<Change> changes,
        MessageWriter writer,
        MonotonicClock clock) {
    static DeliveryContext of(
            DeliveryConfig config,
            KafkaConnection kafka,
            Admin admin,
            SchemaRegistry registry,
            MessageWriter writer,
            MonotonicClock clock) {
        Topics topics = config.topics();
        return new DeliveryContext(
                config,
                kafka,
                admin,
                WireFormat.ofTopic(topics.namespace(), Coders.EVENT, registry),
                WireFormat.ofTopic(topics.changes(), Coders.CHANGE, registry),
                writer,
                clock);
    }

    /// Where Streams may keep files; it has no state to keep.
    Path directory() {
        return config.directory();
    }

    /// What the names of all groups begin with.
    String groupPrefix() {
        return config.topics().prefix() + "notify.";
    }

    DeliveryGroup group(String topic) {
        return new DeliveryGroup(
                admin, groupPrefix() + topic, config.topics().changes(), config.partitions());
    }

    /// A topic as it is created. A single replica is synced before every acknowledgement, as that
    /// of `changes` is: otherwise a power loss takes messages whose offsets are committed.
    TopicSpec spec(String topic) {
        boolean single = config.replicas() == 1;
        return new TopicSpec(
                topic,
                config.partitions(),
                config.replicas(),
                single ? Map.of("flush.messages", "1") : Map.of("min.insync.replicas", "2"),
                false);
    }

    Topology topology(String topic) {
        return NotificationTopology.of(
                config.topics().changes(),
                changes,
                topic,
                () ->
                        new Notifier(
                                topic,
                                new RulesInLog(kafka, config.topics().namespace(), events, clock),
                                writer));
    }
}
