package io.cairn.cli.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cairn.api.blob.BlobStore;
import io.cairn.api.blob.DamageListener;
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
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports damaged shards on topic `heal`. A report is a hint: one that cannot be sent is only
/// logged, since the damage will be seen again. Reads find the same damage again and again, a lost
/// drive with each of them: the same shards of a blob are reported once in [#QUIET], and the log
/// gets a line a second at most.
final class DamageTopic implements DamageListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DamageTopic.class);
    private static final long BLOCK_MILLIS = 100;
    private static final long BUFFER_BYTES = 4L << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int REPORTED_MAX = 20_000;
    private static final Duration LOG_EVERY = Duration.ofSeconds(1);

    private final Cache<Report, Boolean> reported =
            Caffeine.newBuilder().expireAfterWrite(QUIET).maximumSize(REPORTED_MAX).build();
    private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - LOG_EVERY.toNanos());
    private final AtomicLong unlogged = new AtomicLong();
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
        if (reported.asMap().putIfAbsent(new Report(blob.id(), shards), true) != null) {
            return;
        }
        log(blob, owner, shards, reason);
        Damage damage =
                new Damage(
                        blob.id(),
                        owner.bucketId(),
                        owner.bucket(),
                        owner.key().value(),
                        shards,
                        reason);
        try {
            producer.send(
                    new ProducerRecord<>(
                            topic,
                            blob.id().toString().getBytes(StandardCharsets.UTF_8),
                            format.serialize(damage)),
                    (metadata, failure) -> {
                        if (failure != null) {
                            LOG.warn("damage of blob {} is not reported", blob.id(), failure);
                        }
                    });
        } catch (KafkaException e) {
            LOG.warn("damage of blob {} is not reported", blob.id(), e);
        }
    }

    private void log(Blob blob, BlobStore.Owner owner, List<Integer> shards, String reason) {
        unlogged.incrementAndGet();
        long now = System.nanoTime();
        long last = loggedNanos.get();
        if (now - last >= LOG_EVERY.toNanos() && loggedNanos.compareAndSet(last, now)) {
            LOG.warn(
                    "shards {} of blob {} ({}/{}): {}; {} damaged blobs seen since the last line",
                    shards,
                    blob.id(),
                    owner.bucket(),
                    owner.key(),
                    reason,
                    unlogged.getAndSet(0));
        }
    }

    private record Report(BlobId blob, List<Integer> shards) {
        Report {
            shards = List.copyOf(shards);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
