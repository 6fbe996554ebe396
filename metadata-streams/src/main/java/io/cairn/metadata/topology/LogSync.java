package io.cairn.metadata.topology;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/// Makes durable what the fold has read, before it is folded. So nothing that the fold decided,
/// emitted or answered rests on a record that a power loss takes, and one sync serves all records
/// of a poll, while the journals write them beside it.
///
/// Called on the fold's thread.
@FunctionalInterface
public interface LogSync {
    /// Returns once all records of these partitions that the broker showed before the call are on
    /// stable storage. Throws KafkaException if they may not be; nothing may be folded then.
    void sync(Set<TopicPartition> read);
}
