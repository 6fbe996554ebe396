package io.cairn.metadata.client;

import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Appends events to the log: acks=all, idempotent, one request in flight, so that batches form by
/// themselves while one is being synced. Never transactional: an open transaction would hold back
/// every later event of its partition.
public final class EventAppender implements AutoCloseable {
    private static final int IN_FLIGHT = 1;
    private static final long BUFFER_BYTES = 64L * 1024 * 1024;
    private static final int BATCH_BYTES = 256 * 1024;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String topic;
    private final DurablePositions durable;
    private final Producer<byte[], byte[]> producer;

    /// Appends to `topic`; an append that is not acknowledged within `timeout` has failed, which
    /// does not mean that it is not in the log.
    public EventAppender(
            KafkaConnection kafka, String topic, DurablePositions durable, Duration timeout) {
        this(topic, durable, producer(kafka, timeout));
    }

    /// Appends with `producer`, which is closed with this.
    EventAppender(String topic, DurablePositions durable, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.durable = durable;
        this.producer = producer;
    }

    private static Producer<byte[], byte[]> producer(KafkaConnection kafka, Duration timeout) {
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, IN_FLIGHT);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.RECORD_BYTES_MAX);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis() / 2);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "cairn-appender");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// Begins to append; `failed` is told if that fails. The position is durable once acknowledged.
    void append(int partition, byte[] key, byte[] value, Consumer<Exception> failed) {
        try {
            producer.send(
                    new ProducerRecord<>(topic, partition, key, value),
                    (metadata, failure) -> {
                        if (failure == null) {
                            durable.advance(partition, metadata.offset());
                        } else {
                            failed.accept(failure);
                        }
                    });
        } catch (KafkaException e) {
            failed.accept(e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
