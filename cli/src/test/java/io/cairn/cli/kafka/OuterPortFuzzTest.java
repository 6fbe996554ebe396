package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Fuzz;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.DescribeConfigsRequest;
import org.apache.kafka.common.requests.DescribeGroupsRequest;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.HeartbeatRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.ListGroupsRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sends the outer port frames of chance and requests that were spoiled: it serves others beside
/// them, and keeps nothing of them.
class OuterPortFuzzTest {
    private static final String TOPIC = "cairn.test";
    private static final int FRAMES_MAX = 4;
    private static final int HANDLES_SPARE = 30;

    @TempDir Path directory;

    @Test
    void port_underFramesOfChance_servesOthersAndKeepsNothing() throws Exception {
        List<String> faults = new ArrayList<>();
        BrokerConfig config =
                new BrokerConfig(
                        directory,
                        new UUID(1, 2),
                        new InetSocketAddress("127.0.0.1", 0),
                        "cairn.",
                        impatient());
        try (EmbeddedBroker broker = new EmbeddedBroker(config, new SecureRandom())) {
            broker.start(faults::add);
            try (Admin own = Admin.create(broker.connection().settings())) {
                broker.secure(own);
                own.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
                broker.open(own, Clock.systemUTC());
                assertServed(broker, -1);
                long handles = Fuzz.handles();
                for (long seed : Fuzz.seeds().toArray()) {
                    attack(broker, new Random(seed));
                    assertServed(broker, seed);
                }
                assertThat(Fuzz.await(() -> broker.outer().size() == 0)).isTrue();
                assertThat(Fuzz.await(() -> Fuzz.handles() <= handles + HANDLES_SPARE))
                        .as("%d handles, then %d", handles, Fuzz.handles())
                        .isTrue();
            }
            assertThat(faults).isEmpty();
        }
    }

    private static void attack(EmbeddedBroker broker, Random random) {
        try (OuterClient client = new OuterClient(broker.external())) {
            int frames = 1 + random.nextInt(FRAMES_MAX);
            for (int i = 0; i < frames; i++) {
                byte[] frame = frame(random);
                boolean honest = random.nextInt(8) != 0;
                client.announce(honest ? frame.length : random.nextInt());
                client.send(frame);
            }
            if (random.nextBoolean()) {
                client.readSome();
            }
        } catch (IOException e) {
            // The port has closed the connection, as it should.
        }
    }

    private static byte[] frame(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> chance(random, random.nextInt(200));
            case 1 -> {
                byte[] bytes = chance(random, 4 + random.nextInt(300));
                ByteBuffer.wrap(bytes)
                        .putShort((short) random.nextInt(95))
                        .putShort((short) random.nextInt(15));
                yield bytes;
            }
            case 2 -> request(random);
            default -> Fuzz.spoil(request(random), random);
        };
    }

    private static byte[] chance(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] request(Random random) {
        AbstractRequest request = any(random);
        RequestHeader header =
                new RequestHeader(request.apiKey(), request.version(), "fuzz", random.nextInt());
        return request.serializeWithHeader(header).array();
    }

    private static AbstractRequest any(Random random) {
        String group = "group-" + random.nextInt(20);
        return switch (random.nextInt(9)) {
            case 0 -> OuterClient.metadata(List.of(TOPIC, "other"));
            case 1 -> new ListGroupsRequest(new ListGroupsRequestData(), (short) 4);
            case 2 ->
                    new DescribeGroupsRequest.Builder(
                                    new DescribeGroupsRequestData().setGroups(List.of(group)))
                            .build((short) 5);
            case 3 -> {
                JoinGroupRequestData join =
                        new JoinGroupRequestData()
                                .setGroupId(group)
                                .setSessionTimeoutMs(6000)
                                .setRebalanceTimeoutMs(6000)
                                .setProtocolType("consumer");
                join.protocols()
                        .add(
                                new JoinGroupRequestData.JoinGroupRequestProtocol()
                                        .setName("range")
                                        .setMetadata(chance(random, 100)));
                yield new JoinGroupRequest(join, (short) 5);
            }
            case 4 ->
                    new OffsetCommitRequest(
                            new OffsetCommitRequestData()
                                    .setGroupId(group)
                                    .setTopics(List.of(committed())),
                            (short) 8);
            case 5 ->
                    new HeartbeatRequest.Builder(new HeartbeatRequestData().setGroupId(group))
                            .build((short) 4);
            case 6 ->
                    new FindCoordinatorRequest.Builder(
                                    new FindCoordinatorRequestData()
                                            .setCoordinatorKeys(List.of(group)))
                            .build((short) 4);
            case 7 ->
                    new DescribeConfigsRequest(
                            new DescribeConfigsRequestData().setResources(List.of(configured())),
                            (short) 4);
            default ->
                    new InitProducerIdRequest.Builder(
                                    new InitProducerIdRequestData()
                                            .setTransactionalId(null)
                                            .setTransactionTimeoutMs(1000))
                            .build((short) 4);
        };
    }

    private static OffsetCommitRequestData.OffsetCommitRequestTopic committed() {
        return new OffsetCommitRequestData.OffsetCommitRequestTopic()
                .setName(TOPIC)
                .setPartitions(
                        List.of(
                                new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                        .setCommittedOffset(1)));
    }

    private static DescribeConfigsResource configured() {
        return new DescribeConfigsResource()
                .setResourceType(ConfigResource.Type.BROKER.id())
                .setResourceName("1")
                .setConfigurationKeys(null);
    }

    private static void assertServed(EmbeddedBroker broker, long seed) {
        try (OuterClient client = new OuterClient(broker.external())) {
            MetadataResponse answer = (MetadataResponse) client.askMetadata(List.of(TOPIC));
            assertThat(answer.data().topics().find(TOPIC).partitions())
                    .as(Fuzz.replay(OuterPortFuzzTest.class, seed))
                    .hasSize(1);
        } catch (IOException e) {
            throw new AssertionError(Fuzz.replay(OuterPortFuzzTest.class, seed), e);
        }
    }

    private static OuterLimits impatient() {
        OuterLimits given = OuterLimits.DEFAULT;
        return new OuterLimits(
                given.connectionsMax(),
                given.addressConnectionsMax(),
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
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                given.deliveryPatience());
    }
}
