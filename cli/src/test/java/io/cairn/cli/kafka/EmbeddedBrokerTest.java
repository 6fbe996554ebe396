package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.kafka.KafkaConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.coordinator.transaction.TransactionLog;
import org.apache.kafka.coordinator.transaction.TransactionMetadata;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.coordinator.transaction.TxnTransitMetadata;
import org.apache.kafka.server.common.TransactionVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedBrokerTest {
    private static final String TOPIC = "topic";
    private static final String TRANSACTIONAL_ID = "writer";
    private static final String TRANSACTIONS = "__transaction_state";
    private static final String SEGMENT_BYTES = "segment.bytes";

    @TempDir Path directory;

    @Test
    void start_afterBeingClosed_keepsTopicsAndCoordinatesGroups() throws Exception {
        try (EmbeddedBroker broker = broker(directory);
                Admin admin = Admin.create(broker.connection().settings())) {
            broker.secure(admin);
            broker.awaitCoordinator(admin);
        }
        try (EmbeddedBroker broker = broker(directory);
                Admin admin = Admin.create(broker.connection().settings())) {
            broker.awaitCoordinator(admin);
            assertThat(admin.describeTopics(List.of(TRANSACTIONS)).allTopicNames().get())
                    .containsKey(TRANSACTIONS);
        }
    }

    /// The logs that a broker reads from their beginning at each start have to stay short.
    @Test
    void secure_whereKafkasOwnTopicsHaveOtherSettings_putsThemRight() throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TRANSACTIONS);
        try (EmbeddedBroker broker = broker(directory);
                Admin admin = Admin.create(broker.connection().settings())) {
            broker.secure(admin);
            AlterConfigOp other =
                    new AlterConfigOp(
                            new ConfigEntry(SEGMENT_BYTES, "33554432"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(other))).all().get();

            broker.secure(admin);

            Config found = admin.describeConfigs(List.of(topic)).all().get().get(topic);
            assertThat(Objects.requireNonNull(found).get(SEGMENT_BYTES).value())
                    .isEqualTo(BrokerSettings.OWN_SEGMENT_BYTES);
        }
    }

    /// What a kill leaves behind in the moment in which a transaction is to be committed, but its
    /// records are not marked yet.
    @Test
    void start_afterAKillWhileATransactionIsCommitted_commitsIt() throws Exception {
        Path killed = directory.resolve("killed");
        try (EmbeddedBroker broker = broker(directory.resolve("running"));
                Admin admin = Admin.create(broker.connection().settings());
                Producer<byte[], byte[]> writer = transactional(broker.connection())) {
            broker.secure(admin);
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            writer.initTransactions();
            writer.beginTransaction();
            writer.send(new ProducerRecord<>(TOPIC, new byte[] {7})).get();
            prepareCommit(broker.connection());
            copy(directory.resolve("running"), killed);
            writer.close(Duration.ZERO);
        }
        try (EmbeddedBroker broker = broker(killed);
                Consumer<byte[], byte[]> reader =
                        reader(broker.connection(), "read_committed", TOPIC)) {
            assertThat(next(reader))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).containsExactly(7));
        }
    }

    static EmbeddedBroker broker(Path log) {
        BrokerConfig config =
                new BrokerConfig(
                        log, new UUID(1, 2), new InetSocketAddress("127.0.0.1", 0), "cairn.");
        EmbeddedBroker broker = new EmbeddedBroker(config, new SecureRandom());
        broker.start(message -> {});
        return broker;
    }

    private static Producer<byte[], byte[]> transactional(KafkaConnection connection) {
        Map<String, Object> settings = new HashMap<>(connection.settings());
        settings.put("transactional.id", TRANSACTIONAL_ID);
        return producer(settings);
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Consumer<byte[], byte[]> reader(
            KafkaConnection connection, String isolation, String topic) {
        Map<String, Object> settings = new HashMap<>(connection.settings());
        settings.put("isolation.level", isolation);
        Consumer<byte[], byte[]> reader =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        return reader;
    }

    /// The next records; waits for them.
    private static List<ConsumerRecord<byte[], byte[]>> next(Consumer<byte[], byte[]> reader) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (records.isEmpty()) {
            reader.poll(Duration.ofSeconds(1)).forEach(records::add);
        }
        return records;
    }

    /// Writes to the log of transactions what their coordinator writes before it has the records of
    /// a transaction marked.
    private static void prepareCommit(KafkaConnection connection) throws Exception {
        TransactionMetadata running;
        try (Consumer<byte[], byte[]> reader =
                reader(connection, "read_uncommitted", TRANSACTIONS)) {
            running = running(reader);
        }
        TxnTransitMetadata prepared =
                new TxnTransitMetadata(
                        running.producerId(),
                        running.prevProducerId(),
                        RecordBatch.NO_PRODUCER_ID,
                        (short) (running.producerEpoch() + 1),
                        running.producerEpoch(),
                        running.txnTimeoutMs(),
                        TransactionState.PREPARE_COMMIT,
                        new HashSet<>(running.topicPartitions()),
                        running.txnStartTimestamp(),
                        running.txnLastUpdateTimestamp(),
                        running.clientTransactionVersion());
        Map<String, Object> settings = new HashMap<>(connection.settings());
        settings.put("client.id", "__admin_client"); // nobody else may write to such topics
        try (Producer<byte[], byte[]> coordinator = producer(settings)) {
            coordinator
                    .send(
                            new ProducerRecord<>(
                                    TRANSACTIONS,
                                    TransactionLog.keyToBytes(TRANSACTIONAL_ID),
                                    TransactionLog.valueToBytes(prepared, TransactionVersion.TV_2)))
                    .get();
        }
    }

    private static TransactionMetadata running(Consumer<byte[], byte[]> transactions) {
        while (true) {
            for (ConsumerRecord<byte[], byte[]> record : next(transactions)) {
                if (TransactionLog.read(
                                        ByteBuffer.wrap(record.key()),
                                        ByteBuffer.wrap(record.value()))
                                instanceof TransactionLog.TxnRecord found
                        && found.metadata().state() == TransactionState.ONGOING) {
                    return found.metadata();
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> entries = Files.walk(from)) {
            for (Path entry : entries.toList()) {
                Files.copy(entry, to.resolve(from.relativize(entry).toString()));
            }
        }
    }
}
