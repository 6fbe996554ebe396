package io.cairn.blobs.kafka;

import io.cairn.blobs.heal.Healer;
import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.Throttle;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.LongPoll;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.MalformedRecordException;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.schemas.registry.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands the reports on topic `heal` to the healer, but for those that were settled before the
/// start: each start reads the compacted topic anew, so that no report is forgotten with an offset,
/// and looks first which reports a tombstone follows. What is settled later was settled by this
/// process, whose healer knows. While the healer has enough to do, nothing more is read; if it had
/// so much that it forgot some, all is read once more after a while.
public final class DamageReader {
    private static final Logger LOG = LoggerFactory.getLogger(DamageReader.class);
    private static final Duration READ_AGAIN_EVERY = Duration.ofMinutes(10);
    private static final int SETTLED_MAX = 100_000;

    private final String topic;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final WireFormat<Damage> format;
    private final Healer healer;
    private final MonotonicClock clock;
    private final Background thread = new Background("heal-reports", this::run);

    /// Reads `topic` with consumers that `consumers` makes.
    DamageReader(
            String topic,
            Supplier<Consumer<byte[], byte[]>> consumers,
            WireFormat<Damage> format,
            Healer healer,
            MonotonicClock clock) {
        this.clock = clock;
        this.topic = topic;
        this.consumers = consumers;
        this.format = format;
        this.healer = healer;
    }

    /// Reads the reports of the server behind `kafka`.
    public static DamageReader of(
            KafkaConnection kafka,
            String topic,
            SchemaRegistry registry,
            Healer healer,
            MonotonicClock clock) {
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "cairn-heal");
        LongPoll.configure(settings);
        return new DamageReader(
                topic,
                () ->
                        new KafkaConsumer<>(
                                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                WireFormat.ofTopic(topic, Coders.DAMAGE, registry),
                healer,
                clock);
    }

    /// Begins to read.
    public void start() {
        thread.start();
    }

    private void run() throws InterruptedException {
        Consumer<byte[], byte[]> consumer = consumers.get();
        try (LongPoll.Closing _ = LongPoll.closing(consumer)) {
            read(consumer);
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(each -> new TopicPartition(each.topic(), each.partition()))
                        .toList();
        consumer.assign(partitions);
        while (thread.isOpen()) {
            Map<String, Long> settled = settled(consumer, partitions);
            consumer.seekToBeginning(partitions);
            handAll(consumer, settled);
        }
    }

    /// Hands over all reports, old and new, until they are to be read from the first one again.
    private void handAll(Consumer<byte[], byte[]> consumer, Map<String, Long> settled)
            throws InterruptedException {
        Throttle again = Throttle.later(READ_AGAIN_EVERY, clock);
        while (thread.isOpen() && !(again.isDue() && healer.forgotSome())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LongPoll.WAIT)) {
                long last = settled.getOrDefault(key(record), -1L);
                if (record.value() != null && record.offset() > last) {
                    hand(record);
                }
            }
        }
    }

    /// The last tombstone of each blob that has one, by the blob's id. Beyond [#SETTLED_MAX] of
    /// them the others are taken for reports that stand: they are looked at once more.
    private Map<String, Long> settled(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.seekToBeginning(partitions);
        Map<String, Long> settled = new HashMap<>();
        while (thread.isOpen()
                && ends.entrySet().stream()
                        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LongPoll.WAIT)) {
                if (record.value() == null
                        && (settled.size() < SETTLED_MAX || settled.containsKey(key(record)))) {
                    settled.put(key(record), record.offset());
                }
            }
        }
        return settled;
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private void hand(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        try {
            if (!healer.reported(format.deserialize(record.value()))) {
                LOG.debug("the healer is closed");
            }
        } catch (MalformedRecordException | RegistryException | IllegalArgumentException e) {
            LOG.error(
                    "passing over an unreadable record at {}-{}@{}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e);
        }
    }

    /// Makes the thread end soon. The healer has to be stopped too: it may be waited for.
    public void stop() {
        thread.stop();
    }

    /// Waits for the end of the thread, until `deadline`.
    public void awaitEnd(Deadline deadline) {
        thread.awaitEnd(deadline);
    }
}
