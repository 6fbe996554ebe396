package io.cairn.shard.kafka;

import io.cairn.platform.kafka.LongPoll;
import io.cairn.schemas.event.MalformedRecordException;
import io.cairn.shard.reclaim.ReclaimRecord;
import io.cairn.shard.reclaim.Reclaimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the `reclaim` topic (committed records only) and hands its records to a [Reclaimer],
/// from where the drives that are there stopped: they know, no consumer group does.
///
/// A batch may have to wait, and others come meanwhile: each waits for the reads that began before
/// itself only, so that reads which overlap without end hold none back for longer than they last.
/// While too much waits nothing more is read.
public final class ReclaimConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReclaimConsumer.class);
    private static final Duration WAITING_POLL = Duration.ofMillis(100);
    private static final long ERROR_PAUSE_MILLIS = 1000;

    /// Polls count by how long they wait, or would have waited if nothing had come.
    private static final long RETRY_MILLIS = 10_000;

    private static final long CATCHING_UP_MILLIS = 10_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int RECORDS_MAX = 64;

    // Records and shards that wait, about 100 bytes each: 20 MB.
    private static final int WAITING_MAX = 200_000;
    private static final long TOPIC_ID_SECONDS = 30;

    private final Log log;
    private final Function<byte[], ReclaimRecord> decoder;
    private final Reclaimer reclaimer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    // Used by the thread only.
    private final Deque<Reclaimer.Batch> waiting = new ArrayDeque<>();
    private long waitingSize;
    private long idleMillis;
    private long polledMillis;

    /// The topic's name, what its id is, and how to read it.
    public record Log(
            String topic, Supplier<UUID> topicId, Supplier<Consumer<byte[], byte[]>> consumers) {
        /// `client` says where the brokers are and how to reach them.
        public static Log of(String topic, Map<String, Object> client) {
            Map<String, Object> config = new HashMap<>(client);
            config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_MAX);
            LongPoll.configure(config);
            return new Log(
                    topic,
                    () -> topicId(topic, client),
                    () ->
                            new KafkaConsumer<>(
                                    config,
                                    new ByteArrayDeserializer(),
                                    new ByteArrayDeserializer()));
        }

        private static UUID topicId(String topic, Map<String, Object> client) {
            try (Admin admin = Admin.create(client)) {
                Uuid id =
                        admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .get(TOPIC_ID_SECONDS, TimeUnit.SECONDS)
                                .values()
                                .iterator()
                                .next()
                                .topicId();
                return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
            } catch (ExecutionException | TimeoutException e) {
                throw new KafkaException("asking for the id of " + topic, e);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    public ReclaimConsumer(Log log, Function<byte[], ReclaimRecord> decoder, Reclaimer reclaimer) {
        this.log = log;
        this.decoder = decoder;
        this.reclaimer = reclaimer;
        this.thread = Thread.ofPlatform().name("reclaim").daemon().unstarted(this::run);
    }

    /// Starts the thread; call once.
    public void start() {
        thread.start();
    }

    /// Makes the thread end soon; does not wait for that.
    public void stop() {
        closing.countDown();
    }

    /// Stops the thread, and waits for no drive that hangs. What is pending comes again at the next
    /// start.
    @Override
    public void close() {
        stop();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("reclaiming has not ended within {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("IllegalCatch") // The boundary of a thread that must outlive any failure.
    private void run() {
        while (isOpen()) {
            try {
                read();
            } catch (RuntimeException e) {
                LOG.warn("reclaiming stops for a moment", e);
                pause(ERROR_PAUSE_MILLIS);
            }
        }
    }

    private void read() {
        Consumer<byte[], byte[]> consumer = log.consumers().get();
        try (LongPoll.Closing _ = LongPoll.closing(consumer)) {
            begin(consumer);
            while (isOpen()) {
                step(consumer);
            }
            reclaimer.save();
        }
    }

    private void begin(Consumer<byte[], byte[]> consumer) {
        waiting.clear();
        waitingSize = 0;
        reclaimer.begin(log.topicId().get());
        List<TopicPartition> partitions =
                consumer.partitionsFor(log.topic()).stream()
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        for (TopicPartition each : partitions) {
            long next = reclaimer.next(each.partition());
            long kept = first.getOrDefault(each, 0L);
            if (next < kept && next > 0) {
                LOG.warn(
                        "a drive was away for so long that records {} to {} of {} are not kept any"
                                + " more: the shards that they name stay on it",
                        next,
                        kept,
                        each);
            }
            consumer.seek(each, Math.max(next, kept));
        }
    }

    private void step(Consumer<byte[], byte[]> consumer) {
        if (waitingSize >= WAITING_MAX) {
            pause(WAITING_POLL.toMillis());
        } else {
            poll(consumer);
        }
        reclaimer.removeRead();
        while (isOpen() && !waiting.isEmpty() && reclaimer.tryReclaim(waiting.getFirst())) {
            waitingSize -= waiting.removeFirst().size();
        }
    }

    private void poll(Consumer<byte[], byte[]> consumer) {
        Duration wait = waiting.isEmpty() ? LongPoll.WAIT : WAITING_POLL;
        polledMillis += wait.toMillis();
        if (polledMillis >= CATCHING_UP_MILLIS) {
            polledMillis = 0;
            if (reclaimer.shouldBeginAgain()) {
                reclaimer.save();
                begin(consumer);
            }
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        if (!records.isEmpty()) {
            Reclaimer.Batch batch = receive(records);
            waiting.addLast(batch);
            waitingSize += batch.size();
            return;
        }
        if (waiting.isEmpty()) {
            reclaimer.save();
        }
        idleMillis += wait.toMillis();
        if (idleMillis >= RETRY_MILLIS) {
            idleMillis = 0;
            reclaimer.retry();
        }
    }

    private Reclaimer.Batch receive(ConsumerRecords<byte[], byte[]> records) {
        List<Reclaimer.Received> decoded = new ArrayList<>();
        Map<Integer, Long> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            decode(record, decoded);
            next.put(record.partition(), record.offset() + 1);
        }
        return reclaimer.receive(decoded, next);
    }

    /// Bytes that are no record will never be one. Whatever else keeps a record from being decoded,
    /// such as a schema registry that does not answer, may pass: then all is read again.
    private void decode(ConsumerRecord<byte[], byte[]> record, List<Reclaimer.Received> decoded) {
        try {
            decoded.add(
                    new Reclaimer.Received(
                            record.partition(), record.offset(), decoder.apply(record.value())));
        } catch (MalformedRecordException | IllegalArgumentException e) {
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

    private void pause(long millis) {
        try {
            if (closing.await(millis, TimeUnit.MILLISECONDS)) {
                LOG.debug("closed while pausing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
