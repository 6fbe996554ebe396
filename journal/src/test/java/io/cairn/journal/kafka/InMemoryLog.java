package io.cairn.journal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// A log in memory, which any number of consumers read from any offset, again and again.
final class InMemoryLog {
    private static final int RECORDS_MAX = 7;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition appended = lock.newCondition();
    private volatile boolean paused;
    private volatile boolean refused;
    private final AtomicInteger stalls = new AtomicInteger();
    private final AtomicInteger endsUntilFailure = new AtomicInteger(-1);

    @GuardedBy("lock")
    private final Map<TopicPartition, TreeMap<Long, ConsumerRecord<byte[], byte[]>>> partitions =
            new HashMap<>();

    @GuardedBy("lock")
    private final Map<TopicPartition, Long> unreadable = new HashMap<>();

    /// Appends a record whose value is `value`; its offset.
    long append(String topic, int partition, String value) {
        lock.lock();
        try {
            TreeMap<Long, ConsumerRecord<byte[], byte[]>> records =
                    partitions.computeIfAbsent(
                            new TopicPartition(topic, partition), ignored -> new TreeMap<>());
            long offset = records.size();
            records.put(offset, record(topic, partition, offset, value));
            appended.signalAll();
            return offset;
        } finally {
            lock.unlock();
        }
    }

    static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, long offset, String value) {
        return new ConsumerRecord<>(
                topic, partition, offset, new byte[] {1}, value.getBytes(UTF_8));
    }

    /// Has the question for the ends fail that comes after so many others.
    void failEndsAfter(int count) {
        endsUntilFailure.set(count);
    }

    /// Lets nobody read a record from now on: it is damaged.
    void refuse(String topic, int partition, long offset) {
        lock.lock();
        try {
            unreadable.put(new TopicPartition(topic, partition), offset);
        } finally {
            lock.unlock();
        }
    }

    /// Has so many tries to read such a record be answered by nothing.
    void stall(int tries) {
        stalls.set(tries);
    }

    /// Whether somebody wanted to read what nobody can.
    boolean refused() {
        return refused;
    }

    /// Whether a consumer lets all its partitions be.
    boolean paused() {
        return paused;
    }

    Consumer<byte[], byte[]> consumer() {
        return new LogConsumer();
    }

    /// Only what the follower calls is there.
    private final class LogConsumer extends MockConsumer<byte[], byte[]> {
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private final Set<TopicPartition> pausedPartitions = new HashSet<>();

        LogConsumer() {
            super("none");
        }

        @Override
        public synchronized void pause(Collection<TopicPartition> asked) {
            pausedPartitions.addAll(asked);
            paused = true;
        }

        @Override
        public synchronized void resume(Collection<TopicPartition> asked) {
            pausedPartitions.removeAll(asked);
            paused = false;
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            positions.put(partition, offset);
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> asked) {
            if (endsUntilFailure.getAndDecrement() == 0) {
                throw new KafkaException("nobody answers");
            }
            lock.lock();
            try {
                Map<TopicPartition, Long> ends = new HashMap<>();
                for (TopicPartition each : asked) {
                    ends.put(each, (long) partitions.getOrDefault(each, new TreeMap<>()).size());
                }
                return ends;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration wait) {
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
            long left = wait.toNanos();
            lock.lock();
            try {
                take(found);
                while (found.isEmpty() && left > 0) {
                    left = appended.awaitNanos(left);
                    take(found);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                lock.unlock();
            }
            return new ConsumerRecords<>(found, Map.of());
        }

        @GuardedBy("InMemoryLog.this.lock")
        private void take(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found) {
            partitions.forEach((partition, records) -> {
                if (pausedPartitions.contains(partition)) {
                    return;
                }
                long position = positions.getOrDefault(partition, 0L);
                if (position <= unreadable.getOrDefault(partition, -1L)) {
                    refused = true;
                    if (stalls.getAndDecrement() > 0) {
                        return;
                    }
                    throw new KafkaException("a record of " + partition + " is damaged");
                }
                List<ConsumerRecord<byte[], byte[]>> next =
                        records.tailMap(position).values().stream().limit(RECORDS_MAX).toList();
                if (!next.isEmpty()) {
                    found.put(partition, new ArrayList<>(next));
                    positions.put(partition, next.getLast().offset() + 1);
                }
            });
        }
    }
}
