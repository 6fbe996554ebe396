package io.cairn.cli.server;

import io.cairn.api.blob.BlobStore;
import io.cairn.api.blob.DamageListener;
import io.cairn.api.heal.DamageReports;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.schemas.registry.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports damaged shards on topic `heal`. A report is a hint: one that cannot be sent is only
/// logged, since the damage will be seen again. The report of a blob that is settled is replaced by
/// a tombstone, so that the topic holds what is still to be healed.
final class DamageTopic implements DamageListener, DamageReports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DamageTopic.class);
    private static final long BLOCK_MILLIS = 100;
    private static final long BUFFER_BYTES = 4L << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final String topic;
    private final WireFormat<Damage> format;
    private final KafkaProducer<byte[], byte[]> producer;

    DamageTopic(KafkaConnection kafka, Topics topics, SchemaRegistry registry) {
        topic = topics.heal();
        format = WireFormat.ofTopic(topic, Coders.DAMAGE, registry);
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "cairn-damage");
        producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void damaged(Blob blob, BlobStore.Owner owner, List<Integer> shards, String reason) {
        LOG.warn(
                "shards {} of blob {} ({}/{}): {}",
                shards,
                blob.id(),
                owner.bucket(),
                owner.key(),
                reason);
        damaged(
                new Damage(
                        blob.id(),
                        owner.bucketId(),
                        owner.bucket(),
                        owner.key().value(),
                        shards,
                        reason));
    }

    @Override
    public void damaged(Damage damage) {
        send(damage.blob(), format.serialize(damage));
    }

    @Override
    public void settled(BlobId blob) {
        send(blob, null);
    }

    private void send(BlobId blob, byte @Nullable [] value) {
        byte[] key = blob.toString().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(
                    new ProducerRecord<>(topic, key, value),
                    (metadata, failure) -> {
                        if (failure != null) {
                            LOG.warn("damage of blob {} is not reported", blob, failure);
                        }
                    });
        } catch (KafkaException e) {
            LOG.warn("damage of blob {} is not reported", blob, e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
