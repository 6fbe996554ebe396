package io.cairn.metadata.delivery;

import io.cairn.metadata.topology.LogOffsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/// The place of a topic's delivery in `changes`: the offsets of its group. Throws
/// [io.cairn.metadata.topology.LogException] if the brokers do not answer.
///
/// The group has offsets before the first event that names the topic is written. So delivery begins
/// with the change of that event at the latest, and reads nothing of the time before.
record DeliveryGroup(Admin admin, String name, String changes, int partitions) {
    /// Sets the offsets that are missing to the end of `changes`: what lies before is not told.
    void begin() {
        Map<TopicPartition, OffsetAndMetadata> known = committed();
        Set<TopicPartition> missing = new HashSet<>(places());
        missing.removeAll(known.keySet());
        if (missing.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
        ends(missing).forEach((place, end) -> begin.put(place, new OffsetAndMetadata(end)));
        LogOffsets.get(
                admin.alterConsumerGroupOffsets(name, begin).all(),
                "setting offsets of group " + name);
    }

    /// Whether the group has its place.
    boolean exists() {
        return committed().keySet().containsAll(places());
    }

    /// Whether all that is committed in `changes` was told.
    boolean isAtTheEnd() {
        Map<TopicPartition, OffsetAndMetadata> known = committed();
        return ends(places()).entrySet().stream()
                .allMatch(end -> {
                    OffsetAndMetadata offset = known.get(end.getKey());
                    return offset != null && offset.offset() >= end.getValue();
                });
    }

    /// Forgets the place.
    void delete() {
        LogOffsets.get(
                admin.deleteConsumerGroups(Set.of(name)).all(), "deleting the group " + name);
    }

    private Set<TopicPartition> places() {
        Set<TopicPartition> places = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            places.add(new TopicPartition(changes, partition));
        }
        return places;
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
        LogOffsets.get(
                        admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata(),
                        "reading offsets of group " + name)
                .forEach((place, offset) -> {
                    if (offset != null) {
                        known.put(place, offset);
                    }
                });
        return known;
    }

    /// The offsets behind the last committed records.
    private Map<TopicPartition, Long> ends(Set<TopicPartition> places) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        places.forEach(place -> latest.put(place, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                LogOffsets.get(
                                admin.listOffsets(
                                                latest,
                                                new ListOffsetsOptions(
                                                        IsolationLevel.READ_COMMITTED))
                                        .all(),
                                "reading the ends of " + changes)
                        .entrySet()) {
            ends.put(end.getKey(), end.getValue().offset());
        }
        return ends;
    }
}
