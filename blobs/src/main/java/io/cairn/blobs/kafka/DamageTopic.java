package io.cairn.blobs.kafka;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.DamageListener;
import io.cairn.blobs.heal.DamageReports;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.Throttle;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.schemas.registry.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports damaged shards on topic `heal`. A report of a read or a write is a hint: one that cannot
/// be sent is only logged, since the damage will be seen again. Those of the background are waited
/// for, since it goes on and does not come back soon. The report of a blob that is settled is
/// replaced by a tombstone, so that the topic holds what is still to be healed. Reads find the same
/// damage again and again, a lost drive with each of them: the same shards of a blob are reported
/// once in [#QUIET] or until they are settled, and the log gets a line a second at most.
public final class DamageTopic implements DamageListener, DamageReports, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DamageTopic.class);
    private static final long BLOCK_MILLIS = 100;
    private static final long METADATA_IDLE_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final int PREPARE_TRIES = 50;
    private static final long KEEP_SECONDS = 5;
    private static final long BUFFER_BYTES = 4L << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int REPORTED_MAX = 20_000;
    private static final Duration LOG_EVERY = Duration.ofSeconds(1);

    private final Cache<BlobId, List<Integer>> reported =
            Caffeine.newBuilder().expireAfterWrite(QUIET).maximumSize(REPORTED_MAX).build();
    private final Throttle log;
    private final AtomicLong unlogged = new AtomicLong();
    private final String topic;
    private final WireFormat<Damage> format;
    private final KafkaProducer<byte[], byte[]> producer;

    /// Reports on the topic that `topics` names.
    public DamageTopic(
            KafkaConnection kafka, Topics topics, SchemaRegistry registry, MonotonicClock clock) {
        log = Throttle.fromNow(LOG_EVERY, clock);
        topic = topics.heal();
        format = WireFormat.ofTopic(topic, Coders.DAMAGE, registry);
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_IDLE_MILLIS);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "cairn-damage");
        producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// Learns where the topic is, so that the first reports need not wait for it longer than they
    /// may. Gives up after some tries, or when it `mayGoOn` no longer.
    public void prepare(BooleanSupplier mayGoOn) {
        for (int attempt = 0; attempt < PREPARE_TRIES && mayGoOn.getAsBoolean(); attempt++) {
            try {
                producer.partitionsFor(topic);
                return;
            } catch (RetriableException e) {
                LOG.debug("topic {} is not known yet", topic, e);
            }
        }
    }

    @Override
    public void damaged(Blob blob, BlobStore.Owner owner, List<Integer> shards, String reason) {
        List<Integer> known = reported.getIfPresent(blob.id());
        if (known != null && known.containsAll(shards)) {
            return;
        }
        reported.put(blob.id(), List.copyOf(shards));
        log(blob, owner, shards, reason);
        Damage damage =
                new Damage(
                        blob.id(),
                        owner.bucketId(),
                        owner.bucket(),
                        owner.key().value(),
                        shards,
                        reason);
        send(blob.id(), format.serialize(damage));
    }

    @Override
    public boolean keep(Damage damage) throws InterruptedException {
        try {
            producer.send(record(damage.blob(), format.serialize(damage)))
                    .get(KEEP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException | RegistryException e) {
            LOG.warn("damage of blob {} is not reported yet", damage.blob(), e);
            return false;
        }
    }

    private ProducerRecord<byte[], byte[]> record(BlobId blob, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, blob.toString().getBytes(StandardCharsets.UTF_8), value);
    }

    @Override
    public void settled(BlobId blob) {
        reported.invalidate(blob);
        send(blob, null);
    }

    private void send(BlobId blob, byte @Nullable [] value) {
        try {
            producer.send(
                    record(blob, value),
                    (metadata, failure) -> {
                        if (failure != null) {
                            unsent(blob, failure);
                        }
                    });
        } catch (KafkaException e) {
            unsent(blob, e);
        }
    }

    /// The next who sees the damage reports it again.
    private void unsent(BlobId blob, Exception failure) {
        reported.invalidate(blob);
        LOG.warn("damage of blob {} is not reported", blob, failure);
    }

    private void log(Blob blob, BlobStore.Owner owner, List<Integer> shards, String reason) {
        unlogged.incrementAndGet();
        if (log.isDue()) {
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

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
