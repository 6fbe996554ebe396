package io.cairn.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicProvisioner;
import io.cairn.platform.kafka.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The topic `_schemas`, with records as Confluent's registry writes them: a JSON key that names a
/// subject's version or setting, a JSON value, a tombstone for what is gone. A write is durable
/// when it returns.
///
/// One record is our own: the highest id that was given, which compaction may otherwise forget with
/// the versions that bore it. Its key is that of Confluent's NOOP, the only key whose value
/// Confluent's readers never look at; a key of another type would end their reading.
final class SchemasTopic implements AutoCloseable {
    static final String NAME = "_schemas";
    private static final String NOOP = "NOOP";
    private static final String ID_MAX = "cairnIdMax";
    private static final Logger LOG = LoggerFactory.getLogger(SchemasTopic.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int FETCH_WAIT_MILLIS = 10;
    private static final long TIMEOUT_SECONDS = 10;

    private final ObjectMapper json = new ObjectMapper();
    private final KafkaConnection kafka;
    private final short replicas;
    private final Durability durability;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /// A topic whose records are durable when `durability` says so.
    SchemasTopic(KafkaConnection kafka, short replicas, Durability durability) {
        this.kafka = kafka;
        this.replicas = replicas;
        this.durability = durability;
    }

    /// How the topic has to be configured.
    static TopicSpec spec(short replicas) {
        Map<String, String> topic = new HashMap<>();
        topic.put("cleanup.policy", "compact");
        topic.put("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE));
        if (replicas == 1) {
            topic.put("flush.messages", "1");
        }
        return new TopicSpec(NAME, 1, replicas, topic);
    }

    /// Creates the topic if it is missing and reads all of it into `state`.
    void open(Admin admin, RegistryState state) {
        new TopicProvisioner(admin).provision(List.of(spec(replicas)));
        load(state);
        if (state.withheld() > 0) {
            LOG.warn(
                    "{} versions in {} exceed the limits; their schemas are not served until others"
                            + " are deleted for good",
                    state.withheld(),
                    NAME);
        }
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "cairn-registry");
        producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void load(RegistryState state) {
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Closing waits for the fetch in flight, which the broker holds while there is no more.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        TopicPartition partition = new TopicPartition(NAME, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    apply(state, each);
                }
            }
        }
    }

    private void apply(RegistryState state, ConsumerRecord<byte[], byte[]> each) {
        try {
            JsonNode key = json.readTree(each.key());
            if (each.value() == null) {
                drop(state, key);
            } else {
                put(state, key, json.readTree(each.value()));
            }
        } catch (java.io.IOException e) {
            LOG.warn("record {} of {} is no JSON and is passed over", each.offset(), NAME);
        }
    }

    private static void put(RegistryState state, JsonNode key, JsonNode value) {
        String subject = subject(key);
        switch (key.path("keytype").asText()) {
            case "SCHEMA" ->
                    state.put(
                            new SubjectVersion(
                                    subject,
                                    key.path("version").asInt(),
                                    value.path("id").asInt(),
                                    value.path("schema").asText(),
                                    value.path("deleted").asBoolean()));
            case "CONFIG" ->
                    state.setCompatibility(
                            subject,
                            Compatibility.valueOf(value.path("compatibilityLevel").asText()));
            case NOOP -> state.reachId(value.path(ID_MAX).asInt());
            case "MODE" -> state.setMode(subject, value.path("mode").asText());
            default -> LOG.debug("passing over a record of key {}", key);
        }
    }

    private static void drop(RegistryState state, JsonNode key) {
        switch (key.path("keytype").asText()) {
            case "SCHEMA" -> state.remove(subject(key), key.path("version").asInt());
            case "CONFIG" -> state.dropCompatibility(subject(key));
            case "MODE" -> state.dropMode(subject(key));
            default -> LOG.debug("passing over the end of key {}", key);
        }
    }

    private static String subject(JsonNode key) {
        return key.path("subject").asText("");
    }

    void put(SubjectVersion version) {
        ObjectNode value =
                json.createObjectNode()
                        .put("subject", version.subject())
                        .put("version", version.version())
                        .put("id", version.id())
                        .put("schema", version.schema())
                        .put("deleted", version.deleted());
        write(schemaKey(version.subject(), version.version()), value);
    }

    void remove(String subject, int version) {
        erase(schemaKey(subject, version));
    }

    void putIdMax(int id) {
        write(
                json.createObjectNode().put("keytype", NOOP).put("magic", 0),
                json.createObjectNode().put(ID_MAX, id));
    }

    void putCompatibility(String subject, Compatibility level) {
        write(
                settingKey("CONFIG", subject, 0),
                json.createObjectNode()
                        .put("subject", subject)
                        .put("compatibilityLevel", level.name()));
    }

    void dropCompatibility(String subject) {
        erase(settingKey("CONFIG", subject, 0));
    }

    void putMode(String subject, String mode) {
        write(
                settingKey("MODE", subject, 0),
                json.createObjectNode().put("subject", subject).put("mode", mode));
    }

    void dropMode(String subject) {
        erase(settingKey("MODE", subject, 0));
    }

    private ObjectNode schemaKey(String subject, int version) {
        return json.createObjectNode()
                .put("keytype", "SCHEMA")
                .put("subject", subject)
                .put("version", version)
                .put("magic", 1);
    }

    private ObjectNode settingKey(String type, String subject, int magic) {
        ObjectNode key = json.createObjectNode().put("keytype", type);
        if (subject.equals(RegistryState.GLOBAL)) {
            key.putNull("subject");
        } else {
            key.put("subject", subject);
        }
        return key.put("magic", magic);
    }

    private void write(ObjectNode key, ObjectNode value) {
        send(new ProducerRecord<>(NAME, bytes(key), bytes(value)));
    }

    private void erase(ObjectNode key) {
        send(new ProducerRecord<>(NAME, bytes(key), null));
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        if (producer == null) {
            throw new IllegalStateException("the registry is not started");
        }
        try {
            long offset = producer.send(record).get(TIMEOUT_SECONDS, TimeUnit.SECONDS).offset();
            if (!durability.await(offset)) {
                throw new RegistryFailure(
                        RegistryError.STORE, "A record of " + NAME + " is not durable in time");
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new RegistryFailure(
                    RegistryError.STORE, "Error while writing to " + NAME + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryFailure(RegistryError.STORE, "Interrupted while writing");
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(TIMEOUT_SECONDS));
        }
    }
}
