package io.cairn.journal.kafka;

import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalTopics;
import io.cairn.journal.LogPartition;
import io.cairn.journal.PartitionEnds;
import io.cairn.platform.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// The journaled topics as the brokers hold them, read from any offsets on. With a [LogTap] those
/// topics that are tapped are read from the brokers only until the tap is in step, and again when a
/// record is missing there or none comes although there are some. Used by one thread.
final class LogSource implements AutoCloseable {
    private static final int FETCH_BYTES = 4 << 20;
    private static final int RECORDS_MAX = 5_000;

    /// How long the broker holds a fetch when there is nothing new: closing waits for it.
    private static final int FETCH_WAIT_MILLIS = 100;

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// How often it is asked for a record that somebody waits for.
    private static final int HURRIED_POLLS = 5;

    /// What is tapped waits meanwhile.
    private static final Duration HURRIED_WAIT = Duration.ofMillis(FETCH_WAIT_MILLIS);

    private final Consumer<byte[], byte[]> consumer;
    private final @Nullable LogTap tap;
    private final JournalTopics topics;
    private final MonotonicClock clock;
    private final List<TopicPartition> places = new ArrayList<>();
    private final Map<TopicPartition, Integer> slots = new HashMap<>();
    private final long[] next;

    /// The partitions of topics that are never compacted: those are tapped.
    private final Set<TopicPartition> tappable = new HashSet<>();

    private boolean tapping;
    private long lookedNanos;
    private int hurried;

    LogSource(
            Consumer<byte[], byte[]> consumer,
            JournalTopics topics,
            @Nullable LogTap tap,
            MonotonicClock clock) {
        this.clock = clock;
        this.lookedNanos = clock.nanos();
        this.consumer = consumer;
        this.tap = tap;
        this.topics = topics;
        this.next = new long[topics.slots()];
        for (LogPartition each : topics.partitions()) {
            TopicPartition place = new TopicPartition(each.topic(), each.partition());
            if (!topics.compacted(places.size())) {
                tappable.add(place);
            }
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
        untap();
        next[slot] = offset;
        consumer.seek(places.get(slot), offset);
    }

    /// The records that come within `wait`, each shown to `expected`; empty if none comes.
    Optional<JournalBatch> poll(Duration wait, List<Expected> expected) {
        JournalBatch.Builder batch = new JournalBatch.Builder(topics);
        boolean any;
        if (tapping && tap != null) {
            any = pollTap(tap, wait, batch);
        } else {
            boolean read = add(consumer.poll(wait), batch, expected);
            any = read;
            if (tap != null && expected.isEmpty()) {
                any |= tapIfInStep(tap, read, batch);
            }
        }
        return any ? Optional.of(batch.build()) : Optional.empty();
    }

    /// Whether there were any.
    private boolean add(
            ConsumerRecords<byte[], byte[]> records,
            JournalBatch.Builder batch,
            List<Expected> expected) {
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
        return !records.isEmpty();
    }

    private static LogTap.Taken take(LogTap tap, long nanos) {
        try {
            return tap.take(nanos);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private boolean pollTap(LogTap from, Duration wait, JournalBatch.Builder batch) {
        LogTap.Taken taken = take(from, hurried > 0 ? 0 : wait.toNanos());
        boolean any = addTapped(taken.records(), batch);
        hurried = taken.hurry() ? HURRIED_POLLS : hurried;
        if (!tapping) {
            hurried = 0;
        } else if (hurried > 0) {
            boolean found = add(consumer.poll(HURRIED_WAIT), batch, List.of());
            hurried = found ? 0 : hurried - 1;
            any |= found;
        } else if (clock.nanos() - lookedNanos >= LOOK_NANOS) {
            any |= add(consumer.poll(Duration.ZERO), batch, List.of());
            look(taken.records().isEmpty());
        }
        return any;
    }

    /// Adds the tapped records that follow; stops tapping where one is missing.
    private boolean addTapped(
            List<ConsumerRecord<byte[], byte[]>> records, JournalBatch.Builder batch) {
        boolean any = false;
        for (ConsumerRecord<byte[], byte[]> each : records) {
            TopicPartition place = new TopicPartition(each.topic(), each.partition());
            if (!tappable.contains(place)) {
                continue;
            }
            int slot = slots.getOrDefault(place, -1);
            if (each.offset() > next[slot]) {
                untap();
                return any;
            }
            if (each.offset() == next[slot]) {
                batch.add(slot, each.offset(), each.timestamp(), each.key(), each.value());
                next[slot]++;
                any = true;
            }
        }
        return any;
    }

    /// Takes records from the tap from now on, if those that are there now follow what was read, or
    /// if neither the tap nor the log had any; `read` says whether the log had.
    private boolean tapIfInStep(LogTap from, boolean read, JournalBatch.Builder batch) {
        LogTap.Taken taken = take(from, 0);
        List<ConsumerRecord<byte[], byte[]>> records = taken.records();
        hurried = taken.hurry() ? HURRIED_POLLS : hurried;
        if (records.isEmpty() ? read : !follow(records)) {
            return false;
        }
        consumer.pause(tappable);
        tapping = true;
        return addTapped(records, batch);
    }

    private boolean follow(List<ConsumerRecord<byte[], byte[]>> records) {
        long[] ends = next.clone();
        for (ConsumerRecord<byte[], byte[]> each : records) {
            int slot = slots.getOrDefault(new TopicPartition(each.topic(), each.partition()), -1);
            if (slot >= 0 && each.offset() > ends[slot]) {
                return false;
            }
            if (slot >= 0 && each.offset() == ends[slot]) {
                ends[slot]++;
            }
        }
        return true;
    }

    /// Stops tapping if nothing comes although the log went on.
    private void look(boolean nothingCame) {
        lookedNanos = clock.nanos();
        long[] ends = nothingCame ? ends() : next;
        for (int slot = 0; slot < next.length; slot++) {
            if (tapping && tappable.contains(places.get(slot)) && next[slot] < ends[slot]) {
                untap();
            }
        }
    }

    private void untap() {
        if (tapping) {
            tapping = false;
            consumer.resume(tappable);
            for (TopicPartition place : tappable) {
                consumer.seek(place, next[slots.getOrDefault(place, -1)]);
            }
        }
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
        static List<Expected> of(PartitionEnds ends, int slots) {
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
