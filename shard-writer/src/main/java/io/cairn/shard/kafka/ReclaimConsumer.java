package io.cairn.shard.kafka;

import io.cairn.shard.reclaim.ReclaimRecord;
import io.cairn.shard.reclaim.Reclaimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the `reclaim` topic (committed records only) and hands its records to a [Reclaimer].
/// Offsets are committed when the shards are gone, so a crash repeats deletions and never skips
/// one. While a batch may not go yet, its partitions are paused and the group is kept alive.
public final class ReclaimConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReclaimConsumer.class);
    private static final Duration IDLE_POLL = Duration.ofMillis(250);
    private static final Duration WAITING_POLL = Duration.ofMillis(100);
    private static final long ERROR_PAUSE_MILLIS = 1000;
    private static final int RECORDS_MAX = 64;

    // After a crash nothing is reclaimed until the killed member's session has ended.
    private static final int SESSION_MILLIS = 10_000;
    private static final int HEARTBEAT_MILLIS = 3_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Function<byte[], ReclaimRecord> decoder;
    private final Reclaimer reclaimer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Thread thread;

    /// `consumers` makes one consumer when started; see [#consumers].
    public ReclaimConsumer(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            Function<byte[], ReclaimRecord> decoder,
            Reclaimer reclaimer) {
        this.consumers = consumers;
        this.topic = topic;
        this.decoder = decoder;
        this.reclaimer = reclaimer;
        this.thread = Thread.ofPlatform().name("reclaim").unstarted(this::run);
    }

    /// Makes the consumers this class needs: `client` says where the brokers are and how to reach
    /// them.
    public static Supplier<Consumer<byte[], byte[]>> consumers(
            Map<String, Object> client, String groupId) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_MAX);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        return () ->
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// Starts the thread; call once.
    public void start() {
        thread.start();
    }

    /// Stops the thread and leaves the group. What is pending comes again at the next start.
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("IllegalCatch") // the boundary of this thread: it must outlive any failure
    private void run() {
        while (isOpen()) {
            pending.clear();
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                consumer.subscribe(List.of(topic));
                while (isOpen()) {
                    step(consumer);
                }
            } catch (WakeupException e) {
                LOG.debug("woken", e);
            } catch (RuntimeException e) {
                LOG.warn("reclaiming stops for a moment", e);
                pauseAfterError();
            }
        }
    }

    private void step(Consumer<byte[], byte[]> consumer) {
        if (pending.isEmpty()) {
            consumer.resume(consumer.paused());
            take(consumer.poll(IDLE_POLL));
        } else {
            consumer.pause(consumer.assignment());
            take(consumer.poll(WAITING_POLL));
        }
        while (!pending.isEmpty() && reclaimer.tryReclaim(pending.getFirst().batch())) {
            consumer.commitSync(pending.removeFirst().offsets());
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        List<ReclaimRecord> decoded = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            decode(record, decoded);
            offsets.put(
                    new TopicPartition(record.topic(), record.partition()),
                    new OffsetAndMetadata(record.offset() + 1));
        }
        pending.addLast(new Pending(reclaimer.receive(decoded), offsets));
    }

    @SuppressWarnings("IllegalCatch") // a decoder's failure is one bad record, whatever it throws
    private void decode(ConsumerRecord<byte[], byte[]> record, List<ReclaimRecord> decoded) {
        try {
            decoded.add(decoder.apply(record.value()));
        } catch (RuntimeException e) {
            LOG.error(
                    "passing over an unreadable record at {}-{}@{}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e);
        }
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void pauseAfterError() {
        try {
            if (closing.await(ERROR_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("closed while pausing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Pending(Reclaimer.Batch batch, Map<TopicPartition, OffsetAndMetadata> offsets) {}
}
