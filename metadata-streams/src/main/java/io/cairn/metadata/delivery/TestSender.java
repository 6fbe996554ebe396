package io.cairn.metadata.delivery;

import io.cairn.metadata.client.BucketPartitioner;
import io.cairn.metadata.notification.Message;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Sends single messages, each by a client of its own: rules are set rarely.
record TestSender(KafkaConnection kafka) {
    private static final int BLOCK_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 5_000;

    /// Returns when the topic holds the message, in the partition of the bucket. Throws
    /// [TopicException] if it does not take it.
    void send(String topic, String bucket, Message message) {
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            byte[] key = BucketPartitioner.recordKey(bucket, "");
            int partition =
                    BucketPartitioner.partition(bucket, producer.partitionsFor(topic).size());
            producer.send(new ProducerRecord<>(topic, partition, key, message.value())).get();
        } catch (ExecutionException e) {
            throw new TopicException("topic " + topic + ": " + e.getCause(), e);
        } catch (KafkaException e) {
            throw new TopicException("topic " + topic + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("topic " + topic + ": interrupted", e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }
}
