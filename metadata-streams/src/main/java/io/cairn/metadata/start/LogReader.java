package io.cairn.metadata.start;

import io.cairn.metadata.topology.LogException;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads single records of topics by their place; committed ones only.
public final class LogReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int FETCH_WAIT_MILLIS = 10;
    private static final long TAIL_FIRST = 64;
    private static final int GROW = 16;

    private final MonotonicClock clock;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /// A reader over these brokers.
    public LogReader(KafkaConnection kafka, MonotonicClock clock) {
        this.clock = clock;
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.RECORD_BYTES_MAX);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "cairn-log-reader");
        // What is asked next waits for the fetch in flight, which the broker holds while there is
        // no more.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// The offset behind the last committed record.
    Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        return consumer.endOffsets(partitions, TIMEOUT);
    }

    /// The record at `offset`, if the log holds it.
    public Optional<ConsumerRecord<byte[], byte[]>> at(TopicPartition partition, long offset) {
        long first = first(partition);
        if (offset < first) {
            return Optional.empty();
        }
        return last(partition, offset, offset + 1).filter(found -> found.offset() == offset);
    }

    /// The last committed record of the partition. Offsets behind it may be those of transaction
    /// markers.
    Optional<ConsumerRecord<byte[], byte[]>> last(TopicPartition partition) {
        long first = first(partition);
        long end = ends(List.of(partition)).getOrDefault(partition, 0L);
        Optional<ConsumerRecord<byte[], byte[]>> found = Optional.empty();
        long back = TAIL_FIRST;
        long from = end;
        while (found.isEmpty() && from > first) {
            from = Math.max(first, end - back);
            found = last(partition, from, end);
            back *= GROW;
        }
        return found;
    }

    /// The offset of the first record that the log may hold: 0 unless its beginning was cut off.
    long first(TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition), TIMEOUT).getOrDefault(partition, 0L);
    }

    private Optional<ConsumerRecord<byte[], byte[]>> last(
            TopicPartition partition, long from, long end) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        Optional<ConsumerRecord<byte[], byte[]>> found = Optional.empty();
        Deadline deadline = Deadline.in(TIMEOUT, clock);
        while (consumer.position(partition) < end) {
            if (deadline.isOver()) {
                throw new LogException(
                        partition + " cannot be read from " + from + " to " + end, null);
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> each : records) {
                if (each.offset() < end) {
                    found = Optional.of(each);
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
