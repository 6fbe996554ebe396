package io.cairn.shard.kafka;

import io.cairn.shard.journal.Ends;
import io.cairn.shard.journal.JournalBatch;
import io.cairn.shard.journal.JournalTopics;
import io.cairn.shard.journal.LogPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The journaled topics as the brokers hold them, read from any offsets on. Used by one thread.
final class LogSource implements AutoCloseable {
    private static final int FETCH_BYTES = 4 << 20;
    private static final int RECORDS_MAX = 5_000;

    /// How long the broker holds a fetch when there is nothing new: closing waits for it.
    private static final int FETCH_WAIT_MILLIS = 100;

    private final Consumer<byte[], byte[]> consumer;
    private final JournalTopics topics;
    private final List<TopicPartition> places = new ArrayList<>();
    private final Map<TopicPartition, Integer> slots = new HashMap<>();
    private final long[] next;

    LogSource(Consumer<byte[], byte[]> consumer, JournalTopics topics) {
        this.consumer = consumer;
        this.topics = topics;
        this.next = new long[topics.slots()];
        for (LogPartition each : topics.partitions()) {
            TopicPartition place = new TopicPartition(each.topic(), each.partition());
            slots.put(place, places.size());
            places.add(place);
        }
        consumer.assign(places);
    }

    /// A consumer for these topics, of the brokers that `client` says how to reach. Nothing
    /// transactional is ever written to them, so all that the brokers show is final.
    static Consumer<byte[], byte[]> consumer(Map<String, Object> client) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_MAX);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, "cairn-journal");
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// Per slot, the offset behind the last record.
    long[] ends() {
        Map<TopicPartition, Long> found = consumer.endOffsets(places);
        long[] ends = new long[places.size()];
        for (int slot = 0; slot < ends.length; slot++) {
            ends[slot] = found.getOrDefault(places.get(slot), 0L);
        }
        return ends;
    }

    /// Per slot, the offset that is read next.
    long next(int slot) {
        return next[slot];
    }

    /// Goes on at `offset` of a slot.
    void seek(int slot, long offset) {
        next[slot] = offset;
        consumer.seek(places.get(slot), offset);
    }

    /// The records that come within `wait`, each shown to `expected`; empty if none comes.
    Optional<JournalBatch> poll(Duration wait, List<Expected> expected) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        if (records.isEmpty()) {
            return Optional.empty();
        }
        JournalBatch.Builder batch = new JournalBatch.Builder(topics);
        for (TopicPartition place : records.partitions()) {
            int slot = slots.getOrDefault(place, -1);
            for (ConsumerRecord<byte[], byte[]> each : records.records(place)) {
                int crc =
                        batch.add(slot, each.offset(), each.timestamp(), each.key(), each.value());
                for (Expected known : expected) {
                    known.see(slot, each.offset(), crc);
                }
                next[slot] = each.offset() + 1;
            }
        }
        return Optional.of(batch.build());
    }

    @Override
    public void close() {
        consumer.close();
    }

    /// The last record of a slot that a journal holds. If the log holds another one there, they are
    /// of different histories.
    static final class Expected {
        private final int slot;
        private final long offset;
        private final int crc;
        private boolean seen;
        private boolean other;

        private Expected(int slot, long offset, int crc) {
            this.slot = slot;
            this.offset = offset;
            this.crc = crc;
        }

        /// The last records that a journal with these ends holds.
        static List<Expected> of(Ends ends, int slots) {
            List<Expected> expected = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                if (ends.offset(slot) > 0) {
                    expected.add(new Expected(slot, ends.offset(slot) - 1, ends.crc(slot)));
                }
            }
            return expected;
        }

        int slot() {
            return slot;
        }

        long offset() {
            return offset;
        }

        /// A compacted topic may have lost the record; then a later one says that it is passed.
        void see(int inSlot, long atOffset, int withCrc) {
            if (inSlot == slot && !seen && atOffset >= offset) {
                seen = true;
                other = atOffset == offset && withCrc != crc;
            }
        }

        boolean seen() {
            return seen;
        }

        /// Whether the log holds another record there.
        boolean other() {
            return other;
        }
    }
}
