package io.cairn.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The topics of a journal. Each of their partitions has a number among all of them, its slot.
public final class JournalTopics {
    private final List<JournalTopic> topics;
    private final List<LogPartition> partitions;
    private final Map<LogPartition, Integer> slots = new HashMap<>();
    private final int[] firstSlots;
    private final int[] topicOfSlot;

    public JournalTopics(List<JournalTopic> topics) {
        this.topics = List.copyOf(topics);
        this.firstSlots = new int[topics.size()];
        this.topicOfSlot = new int[topics.stream().mapToInt(JournalTopic::partitions).sum()];
        List<LogPartition> all = new ArrayList<>();
        for (int topic = 0; topic < topics.size(); topic++) {
            firstSlots[topic] = all.size();
            for (int i = 0; i < topics.get(topic).partitions(); i++) {
                LogPartition partition = new LogPartition(topics.get(topic).name(), i);
                topicOfSlot[all.size()] = topic;
                slots.put(partition, all.size());
                all.add(partition);
            }
        }
        this.partitions = List.copyOf(all);
    }

    public List<JournalTopic> topics() {
        return topics;
    }

    /// All partitions, by slot.
    public List<LogPartition> partitions() {
        return partitions;
    }

    /// The number of partitions.
    public int slots() {
        return partitions.size();
    }

    /// The partition's slot, -1 if it is not journaled.
    public int slot(String topic, int partition) {
        return slots.getOrDefault(new LogPartition(topic, partition), -1);
    }

    /// The slot of a partition of the topic with this index.
    int slot(int topic, int partition) {
        return firstSlots[topic] + partition;
    }

    /// The index of the slot's topic.
    int topicOf(int slot) {
        return topicOfSlot[slot];
    }

    /// The slot's partition of its topic.
    int partitionOf(int slot) {
        return slot - firstSlots[topicOfSlot[slot]];
    }

    /// Whether offsets of the slot may be missing.
    public boolean compacted(int slot) {
        return topics.get(topicOfSlot[slot]).compacted();
    }

    @Override
    public String toString() {
        return topics.toString();
    }
}
