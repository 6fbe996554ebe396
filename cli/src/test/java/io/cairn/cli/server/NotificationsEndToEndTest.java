package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/// Notifications as a subscriber sees them: the AWS SDK, the whole server, a plain Kafka client.
class NotificationsEndToEndTest {
    private static final String ALL = "arn:cairn:kafka:us-east-1::";

    @TempDir static Path directory;

    private static LiveServer server;

    private final String bucket = "photos-" + System.nanoTime();

    @BeforeAll
    static void start() {
        server = new LiveServer(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createBucket() {
        s3().createBucket(b -> b.bucket(bucket));
    }

    private static S3Client s3() {
        return server.s3();
    }

    private static TopicConfiguration rule(String arn, Event... events) {
        return TopicConfiguration.builder().topicArn(arn).events(events).build();
    }

    private void configure(TopicConfiguration... rules) {
        s3().putBucketNotificationConfiguration(b ->
                b.bucket(bucket).notificationConfiguration(c -> c.topicConfigurations(rules)));
    }

    private void put(String key) {
        s3().putObject(p -> p.bucket(bucket).key(key), RequestBody.fromString("content"));
    }

    private ToldTopic topic(String name) {
        return new ToldTopic(server.kafka(), name);
    }

    @Test
    void subscriber_isToldOfEveryChange_fromTheConfigurationOn() {
        put("before");
        configure(
                rule(
                        ALL + "told",
                        Event.S3_OBJECT_CREATED,
                        Event.S3_OBJECT_REMOVED,
                        Event.S3_OBJECT_TAGGING));
        put("a b/c");
        s3().copyObject(c ->
                c.sourceBucket(bucket)
                        .sourceKey("a b/c")
                        .destinationBucket(bucket)
                        .destinationKey("copy"));
        Tag tag = Tag.builder().key("k").value("v").build();
        s3().putObjectTagging(t -> t.bucket(bucket).key("copy").tagging(g -> g.tagSet(tag)));
        s3().deleteObjectTagging(t -> t.bucket(bucket).key("copy"));
        s3().deleteObject(d -> d.bucket(bucket).key("copy"));
        s3().deleteObject(d -> d.bucket(bucket).key("never there"));
        assertThatThrownBy(() ->
                        s3().putObject(
                                        p -> p.bucket(bucket).key("a b/c").ifNoneMatch("*"),
                                        RequestBody.empty()))
                .isInstanceOf(S3Exception.class);
        put("last");
        assertThat(topic("told").await(bucket)).isTrue();
        List<ToldTopic.Told> told = topic("told").told(bucket);
        assertThat(told).isEqualTo(topic("told").expected(bucket));
        assertThat(told)
                .extracting(each -> each.event() + " " + each.key())
                .containsExactly(
                        "ObjectCreated:Put a b/c",
                        "ObjectCreated:Copy copy",
                        "ObjectTagging:Put copy",
                        "ObjectTagging:Delete copy",
                        "ObjectRemoved:Delete copy",
                        "ObjectCreated:Put last");
        List<ConsumerRecord<byte[], byte[]>> records = topic("told").records();
        JsonNode first = ToldTopic.parse(records.getFirst().value());
        assertThat(first.get("Event").asText()).isEqualTo("s3:TestEvent");
        assertThat(first.get("Bucket").asText()).isEqualTo(bucket);
        assertThat(new String(records.getLast().key(), StandardCharsets.UTF_8))
                .isEqualTo(bucket + "/last");
    }

    @Test
    void rulesThatChange_applyFromTheirPlaceInTheLogOn() {
        configure(rule(ALL + "first", Event.S3_OBJECT_CREATED));
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            put("k" + i);
            first.add("k" + i);
        }
        configure(rule(ALL + "second", Event.S3_OBJECT_CREATED));
        for (int i = 0; i < 20; i++) {
            put("l" + i);
            second.add("l" + i);
        }
        configure();
        put("nobody");
        assertKeys("first", first);
        assertKeys("second", second);
    }

    private void assertKeys(String topic, List<String> keys) {
        assertThat(LiveServer.await(() -> topic(topic).told(bucket).size() >= keys.size()))
                .isTrue();
        assertThat(topic(topic).told(bucket))
                .extracting(ToldTopic.Told::key)
                .containsExactlyElementsOf(keys);
    }

    @Test
    void topicThatRefusesRecords_delaysOnlyItself_andMissesNothing() throws Exception {
        configure(under("broken", "b/"), under("well", "w/"));
        put("b/1");
        assertKeys("broken", List.of("b/1"));
        limit("broken", "100");
        put("b/2");
        put("w/1");
        assertKeys("well", List.of("w/1"));
        put("b/3");
        put("w/2");
        assertKeys("well", List.of("w/1", "w/2"));
        assertKeys("broken", List.of("b/1"));
        limit("broken", "1000000");
        assertKeys("broken", List.of("b/1", "b/2", "b/3"));
    }

    private static TopicConfiguration under(String topic, String prefix) {
        FilterRule rule = FilterRule.builder().name("prefix").value(prefix).build();
        return TopicConfiguration.builder()
                .topicArn(ALL + topic)
                .events(Event.S3_OBJECT_CREATED)
                .filter(f -> f.key(k -> k.filterRules(rule)))
                .build();
    }

    private void limit(String topic, String bytes) throws Exception {
        Admin admin = server.node().log().admin();
        admin.incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry("max.message.bytes", bytes),
                                                AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cairn.changes",
                "cairn.mine",
                "_schemas",
                "__consumer_offsets",
                "no/topic",
                ".."
            })
    void topicThatIsNotForNotifications_isRefused(String topic) {
        assertThatThrownBy(() -> configure(rule(ALL + topic, Event.S3_OBJECT_CREATED)))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("Unable to validate the following destination")
                .extracting(e -> ((S3Exception) e).awsErrorDetails().errorCode())
                .isEqualTo("InvalidArgument");
    }
}
