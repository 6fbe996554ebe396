package io.cairn.shard.reclaim;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// Kafka's own consumer for tests, over a topic `reclaim` of one partition.
final class ReclaimTopic {
    static final TopicPartition PARTITION = new TopicPartition("reclaim", 0);

    private ReclaimTopic() {}

    /// An empty topic.
    static MockConsumer<byte[], byte[]> empty() {
        MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
        Node node = new Node(0, "none", 1);
        kafka.updatePartitions(
                "reclaim",
                List.of(new PartitionInfo("reclaim", 0, node, new Node[] {node}, new Node[0])));
        kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
        return kafka;
    }

    /// A topic of an unreadable record and a readable one; tells when it is polled after them.
    static MockConsumer<byte[], byte[]> ofUnreadableAndReadable(CountDownLatch polledAgain) {
        MockConsumer<byte[], byte[]> kafka = empty();
        kafka.schedulePollTask(() -> {
            kafka.addRecord(new ConsumerRecord<>("reclaim", 0, 0, null, new byte[2]));
            kafka.addRecord(new ConsumerRecord<>("reclaim", 0, 1, null, bytes(5)));
        });
        kafka.schedulePollTask(polledAgain::countDown);
        return kafka;
    }

    /// A topic of one record; tells when it is polled after that.
    static MockConsumer<byte[], byte[]> ofOne(long number, CountDownLatch polledAgain) {
        MockConsumer<byte[], byte[]> kafka = empty();
        kafka.schedulePollTask(
                () -> kafka.addRecord(new ConsumerRecord<>("reclaim", 0, 0, null, bytes(number))));
        kafka.schedulePollTask(polledAgain::countDown);
        return kafka;
    }

    static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
