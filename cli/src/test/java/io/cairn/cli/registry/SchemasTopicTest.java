package io.cairn.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.kafka.BrokerConfig;
import io.cairn.cli.kafka.EmbeddedBroker;
import io.cairn.platform.kafka.KafkaConnection;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a registry knows after its topic was compacted.
class SchemasTopicTest {
    private static final String SUBJECT = "foreign";

    @TempDir Path directory;

    @Test
    void id_ofASchemaThatIsGoneForGood_isNotGivenAgainAfterCompaction() throws Exception {
        try (EmbeddedBroker broker = broker()) {
            broker.start(message -> {});
            KafkaConnection kafka = broker.connection();
            try (Admin admin = Admin.create(kafka.settings())) {
                broker.secure(admin);
            }
            int kept;
            int gone;
            try (EmbeddedRegistry registry = registry(kafka)) {
                kept = registry.register(SUBJECT, schema("Kept")).id();
                SubjectVersion version = registry.register("other", schema("Gone"));
                gone = version.id();
                registry.delete(version, false);
                registry.delete(version.withDeleted(true), true);
            }
            compact(kafka);
            try (EmbeddedRegistry registry = registry(kafka)) {
                assertThat(registry.register(SUBJECT, schema("Kept")).id()).isEqualTo(kept);
                assertThat(registry.schema(gone)).isEmpty();
                assertThat(registry.register("other", schema("Next")).id()).isGreaterThan(gone);
            }
        }
    }

    /// Leaves the last value of each key and no tombstones, as the log cleaner does in the end.
    private static void compact(KafkaConnection kafka) throws Exception {
        Map<String, String> last = records(kafka);
        assertThat(last).isNotEmpty();
        try (Admin admin = Admin.create(kafka.settings());
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(
                                kafka.settings(), new StringSerializer(), new StringSerializer())) {
            admin.deleteTopics(List.of(SchemasTopic.NAME)).all().get();
            admin.createTopics(List.of(new NewTopic(SchemasTopic.NAME, 1, (short) 1))).all().get();
            for (Map.Entry<String, String> each : last.entrySet()) {
                producer.send(
                                new ProducerRecord<>(
                                        SchemasTopic.NAME, each.getKey(), each.getValue()))
                        .get();
            }
        }
    }

    private static Map<String, String> records(KafkaConnection kafka) {
        Map<String, String> last = new LinkedHashMap<>();
        TopicPartition partition = new TopicPartition(SchemasTopic.NAME, 0);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        new HashMap<>(kafka.settings()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(each -> {
                            last.remove(each.key());
                            if (each.value() != null) {
                                last.put(each.key(), each.value());
                            }
                        });
            }
        }
        return last;
    }

    private static EmbeddedRegistry registry(KafkaConnection kafka) {
        EmbeddedRegistry registry = new EmbeddedRegistry(kafka, (short) 1, "cairn.");
        try (Admin admin = Admin.create(kafka.settings())) {
            registry.start(admin);
        }
        return registry;
    }

    private EmbeddedBroker broker() {
        return new EmbeddedBroker(
                new BrokerConfig(
                        directory, new UUID(1, 2), new InetSocketAddress("127.0.0.1", 0), "cairn."),
                new SecureRandom());
    }

    private static String schema(String name) {
        return "{\"type\":\"record\",\"name\":\"%s\",\"fields\":[]}".formatted(name);
    }
}
