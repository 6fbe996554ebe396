package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.DescribeGroupsRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the port for outsiders lets through, and that those who use it well are served beside those
/// who do not.
class OuterPortTest {
    private static final String TOPIC = "cairn.test";
    private static final int CONNECTIONS_MAX = 20;

    /// The clock that ages groups: what was used in the last minute is just old enough to stay.
    private static final Duration AHEAD =
            OuterLimits.DEFAULT.groupRetention().minus(Duration.ofMinutes(1));

    private static final int FRAME_BYTES = 100 * 1024 * 1024;
    private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir private static Path directory;
    private static EmbeddedBroker broker;
    private static Admin own;

    @BeforeAll
    static void startBroker() throws Exception {
        OuterLimits given = OuterLimits.DEFAULT;
        OuterLimits limits =
                new OuterLimits(
                        CONNECTIONS_MAX,
                        CONNECTIONS_MAX,
                        given.connectionsPerSecond(),
                        given.backlog(),
                        given.requestBytesMax(),
                        given.joinBytesMax(),
                        given.produceBytesMax(),
                        given.requestsAtOnce(),
                        given.largeRequestsAtOnce(),
                        given.answerBytesMax(),
                        given.undeliveredBytesMax(),
                        given.groupsMax(),
                        given.groupNameCharsMax(),
                        given.groupBytesMax(),
                        given.groupBytesPeriod(),
                        given.groupRetention(),
                        given.idlePatience(),
                        Duration.ofMillis(300),
                        given.answerPatience(),
                        given.deliveryPatience());
        broker =
                new EmbeddedBroker(
                        new BrokerConfig(
                                directory,
                                new UUID(1, 2),
                                new InetSocketAddress("127.0.0.1", 0),
                                "cairn.",
                                limits),
                        new SecureRandom());
        broker.start(message -> {});
        own = Admin.create(broker.connection().settings());
        broker.secure(own);
        own.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        try (Producer<byte[], byte[]> writer = producer(broker.connection().settings())) {
            for (int i = 0; i < 10; i++) {
                writer.send(new ProducerRecord<>(TOPIC, new byte[200_000])).get();
            }
        }
        broker.open(own, Clock.offset(Clock.systemUTC(), AHEAD));
    }

    @AfterAll
    static void stopBroker() {
        own.close();
        broker.close();
    }

    @Test
    void frame_of100MiBThatIsAnnounced_endsItsConnection() throws Exception {
        for (int i = 0; i < 6; i++) {
            try (OuterClient client = new OuterClient(broker.external())) {
                client.announce(FRAME_BYTES);
                client.send(new byte[] {0, 3});
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void frame_thatIsNegativeOrTooShort_endsItsConnection() throws Exception {
        for (int length : new int[] {-1, 0, 9, Integer.MIN_VALUE}) {
            try (OuterClient client = new OuterClient(broker.external())) {
                client.announce(length);
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void frame_onAListenerOfTheServersOwn_isRefusedBeforeTheSecretIsSaid() throws Exception {
        for (int port : broker.ownPorts()) {
            try (OuterClient client = new OuterClient(new InetSocketAddress("127.0.0.1", port))) {
                client.announce(5000);
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void request_ofManyTopics_isServedIfItIsShortAndElseEndsItsConnection() throws Exception {
        List<String> topics = IntStream.range(0, 2000).mapToObj(each -> "t" + each).toList();
        try (OuterClient client = new OuterClient(broker.external())) {
            MetadataResponse answer = (MetadataResponse) client.askMetadata(topics);
            assertThat(answer.data().topics()).hasSize(topics.size());
            List<String> more = IntStream.range(0, 9000).mapToObj(each -> "t" + each).toList();
            assertThatThrownBy(() -> client.askMetadata(more)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void request_thatStalls_endsItsConnection() throws Exception {
        try (OuterClient client = new OuterClient(broker.external())) {
            client.announce(1000);
            client.send(new byte[] {0, 3, 0});
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void request_thatNamesAGroupTwice_endsItsConnection() throws Exception {
        DescribeGroupsRequest twice =
                new DescribeGroupsRequest.Builder(
                                new DescribeGroupsRequestData().setGroups(List.of("a", "a")))
                        .build((short) 5);
        try (OuterClient client = new OuterClient(broker.external())) {
            assertThatThrownBy(() -> client.ask(ApiKeys.DESCRIBE_GROUPS, twice))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void consumer_ofAGroup_readsAndCommitsBesideMoreConnectionsThanThereMayBe() throws Exception {
        List<OuterClient> idle = new ArrayList<>();
        try (Consumer<byte[], byte[]> reader = consumer("readers")) {
            reader.subscribe(List.of(TOPIC));
            int read = 0;
            while (read < 10) {
                idle.add(new OuterClient(broker.external()));
                read += reader.poll(Duration.ofMillis(100)).count();
            }
            for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
                idle.add(new OuterClient(broker.external()));
            }
            reader.commitSync();
            assertThat(await(() -> broker.outer().size() <= CONNECTIONS_MAX)).isTrue();
            assertThat(idle.getFirst().isClosed()).isTrue();
            reader.commitSync();
        } finally {
            for (OuterClient each : idle) {
                each.close();
            }
        }
    }

    @Test
    void group_ofAnOutsider_isDeletedByItsOwnerAndTheServersOwnIsNot() throws Exception {
        try (Consumer<byte[], byte[]> reader = consumer("mine");
                Admin admin = Admin.create(outside())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            reader.assign(List.of(partition));
            reader.commitSync(Map.of(partition, new OffsetAndMetadata(3)));
            assertThatThrownBy(() ->
                            reader.commitSync(
                                    Map.of(partition, new OffsetAndMetadata(3, "n".repeat(2000)))))
                    .isInstanceOf(OffsetMetadataTooLarge.class);
            admin.deleteConsumerGroups(List.of("mine")).all().get();
            assertThat(admin.listGroups().all().get())
                    .extracting(GroupListing::groupId)
                    .doesNotContain("mine");
            own.alterConsumerGroupOffsets(
                            "cairn.fold-test", Map.of(partition, new OffsetAndMetadata(1)))
                    .all()
                    .get();
            assertThatThrownBy(() ->
                            admin.deleteConsumerGroups(List.of("cairn.fold-test")).all().get())
                    .hasCauseInstanceOf(GroupAuthorizationException.class);
        }
    }

    @Test
    void sweep_deletesForeignGroupsThatNobodyUsedForDaysAndNoOthers() throws Exception {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        Map<TopicPartition, OffsetAndMetadata> offset = Map.of(partition, new OffsetAndMetadata(1));
        for (String group : List.of("unused", "cairn.unused")) {
            own.alterConsumerGroupOffsets(group, offset).all().get();
        }
        broker.retention().sweep();
        assertThat(groups()).contains("unused", "cairn.unused");

        try (GroupRetention later =
                new GroupRetention(
                        own,
                        broker.connection(),
                        "cairn.",
                        OuterLimits.DEFAULT,
                        new ForeignGroups(10),
                        Clock.offset(Clock.systemUTC(), AHEAD.plus(Duration.ofMinutes(2))))) {
            later.sweep();
        }
        assertThat(groups()).contains("cairn.unused").doesNotContain("unused");
    }

    @Test
    void group_thatWasRefused_isTakenSoonAfterAnotherIsDeleted() throws Exception {
        ForeignGroups known = broker.outer().groups();
        List<String> many = IntStream.range(0, 1000).mapToObj(each -> "g" + each).toList();
        known.replace(many);
        assertThat(known.admit("one-more")).isFalse();
        assertThat(await(() -> known.admit("one-more"))).isTrue();
    }

    private static List<String> groups() throws Exception {
        return own.listGroups().all().get().stream().map(GroupListing::groupId).toList();
    }

    @Test
    void connections_thatClientsClose_leaveNothingBehind() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (OuterClient client = new OuterClient(broker.external())) {
                client.askMetadata(List.of(TOPIC));
            }
        }
        assertThat(await(() -> broker.outer().size() == 0)).isTrue();
    }

    @Test
    void writes_ofAnyKind_areRefusedInKafkasWords() throws Exception {
        Map<String, Object> outside = outside();
        outside.put("enable.idempotence", false);
        try (Producer<byte[], byte[]> writer = producer(outside);
                Admin admin = Admin.create(outside())) {
            for (int size : new int[] {10, 900_000}) {
                assertThatThrownBy(() ->
                                writer.send(new ProducerRecord<>(TOPIC, new byte[size])).get())
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
            }
            assertThatThrownBy(() ->
                            admin.createTopics(List.of(new NewTopic("x", 1, (short) 1)))
                                    .all()
                                    .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> admin.deleteTopics(List.of(TOPIC)).all().get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void producer_thatIsIdempotent_isRefusedInKafkasWords() {
        try (Producer<byte[], byte[]> writer = producer(outside())) {
            assertThatThrownBy(() -> writer.send(new ProducerRecord<>(TOPIC, new byte[1])).get())
                    .hasRootCauseInstanceOf(ClusterAuthorizationException.class);
        }
    }

    @Test
    void viewer_ofTheBroker_seesItsSettingsButNoPathAndNothingOfTheServersOwnListeners()
            throws Exception {
        try (Admin admin = Admin.create(outside())) {
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
            assertThat(admin.describeCluster().clusterId().get()).isNotEmpty();
            assertThat(admin.listTopics().names().get()).contains(TOPIC);
            ConfigResource one = new ConfigResource(ConfigResource.Type.BROKER, "1");
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
            Map<ConfigResource, Config> found =
                    admin.describeConfigs(
                                    List.of(one, topic),
                                    new DescribeConfigsOptions()
                                            .includeSynonyms(true)
                                            .includeDocumentation(true))
                            .all()
                            .get();
            Config broker = Objects.requireNonNull(found.get(one));
            assertThat(broker.get("message.max.bytes").value()).isEqualTo("16777216");
            assertThat(broker.get("log.dirs").value()).isNull();
            assertThat(broker.get("log.dirs").isSensitive()).isTrue();
            String all = found.toString();
            assertThat(all)
                    .doesNotContain(directory.toString())
                    .doesNotContain("SASL_PLAINTEXT://")
                    .doesNotContain("PlainLoginModule");
            for (int port : OuterPortTest.broker.ownPorts()) {
                assertThat(all).doesNotContain("127.0.0.1:" + port);
            }
            assertThat(Objects.requireNonNull(found.get(topic)).get("retention.ms").value())
                    .isNotEmpty();
        }
    }

    @Test
    void viewer_ofDrives_seesTheirSizesAndNotTheirPaths() throws Exception {
        try (Admin admin = Admin.create(outside())) {
            Map<String, LogDirDescription> drives =
                    Objects.requireNonNull(admin.describeLogDirs(List.of(1)).descriptions().get(1))
                            .get();
            assertThat(drives).containsOnlyKeys("home");
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            ReplicaInfo replica =
                    Objects.requireNonNull(drives.get("home")).replicaInfos().get(partition);
            assertThat(Objects.requireNonNull(replica).size()).isGreaterThan(2_000_000);
            QuorumInfo quorum = admin.describeMetadataQuorum().quorumInfo().get();
            assertThat(quorum.leaderId()).isEqualTo(1);
            assertThat(quorum.nodes().values()).allMatch(each -> each.endpoints().isEmpty());
        }
    }

    @Test
    void viewer_ofRights_isRefused() throws Exception {
        try (Admin admin = Admin.create(outside())) {
            assertThatThrownBy(() -> admin.describeAcls(AclBindingFilter.ANY).values().get())
                    .hasCauseInstanceOf(ClusterAuthorizationException.class);
        }
    }

    private static Map<String, Object> outside() {
        Map<String, Object> settings = new java.util.HashMap<>();
        settings.put(
                "bootstrap.servers",
                broker.external().getHostString() + ":" + broker.external().getPort());
        return settings;
    }

    private static Consumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> settings = outside();
        settings.put("group.id", group);
        settings.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + ENOUGH_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return true;
    }
}
