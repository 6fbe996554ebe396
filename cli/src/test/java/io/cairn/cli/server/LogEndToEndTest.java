package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.store.StateDigest;
import io.cairn.platform.file.FileTrees;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.ObjectVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The log as everyone else sees it: a plain Kafka client beside a serving server.
class LogEndToEndTest {
    private static final String CHANGES = "cairn.changes";
    private static final int WIRE_PREFIX_BYTES = 5;
    private static final long SEED = 20_261;

    @TempDir static Path directory;

    private static LiveServer server;

    @BeforeAll
    static void start() {
        server = new LiveServer(directory);
        Redundancy.awaitScrubbed(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static S3Client s3() {
        return server.s3();
    }

    /// The changes of the bucket so far.
    private static List<Change> changes(String bucket) {
        return new TopicReader(server.kafka())
                .all(CHANGES).stream()
                        .map(each -> Coders.CHANGE.decode(each.value(), WIRE_PREFIX_BYTES))
                        .filter(change -> change.bucket().equals(bucket))
                        .toList();
    }

    /// What happened to which key, with which ETag.
    private static String text(Change change) {
        String etag =
                change.image().after().map(ObjectVersion::etag).map(each -> " " + each).orElse("");
        return change.kind() + " " + change.key() + etag;
    }

    /// One random operation; says what the log has to show of it, nothing if it is refused.
    private static List<String> operation(String bucket, Random random) {
        String key = "k" + random.nextInt(5);
        if (random.nextInt(4) == 0) {
            boolean there = s3().listObjectsV2(l -> l.bucket(bucket).prefix(key)).keyCount() > 0;
            s3().deleteObject(d -> d.bucket(bucket).key(key));
            return there ? List.of("OBJECT_DELETED " + key) : List.of();
        }
        boolean conditional = random.nextBoolean();
        byte[] content = new byte[random.nextInt(2_000)];
        random.nextBytes(content);
        try {
            String etag =
                    s3().putObject(
                                    p -> {
                                        p.bucket(bucket).key(key);
                                        if (conditional) {
                                            p.ifNoneMatch("*");
                                        }
                                    },
                                    RequestBody.fromBytes(content))
                            .eTag();
            return List.of("OBJECT_PUT " + key + " " + etag.replace("\"", ""));
        } catch (S3Exception e) {
            assertThat(e.statusCode()).isEqualTo(412);
            return List.of();
        }
    }

    @Test
    void changes_ofTwoBuckets_areExactlyWhatWasAcceptedInOrder() {
        Random random = new Random(SEED);
        for (String bucket : List.of("first", "second")) {
            s3().createBucket(b -> b.bucket(bucket));
            List<String> expected = new ArrayList<>();
            expected.add("BUCKET_CREATED ");
            for (int i = 0; i < 100; i++) {
                expected.addAll(operation(bucket, random));
            }
            s3().putObject(p -> p.bucket(bucket).key("last"), RequestBody.empty());
            expected.add("OBJECT_PUT last d41d8cd98f00b204e9800998ecf8427e");
            assertThat(
                            LiveServer.await(() ->
                                    changes(bucket).stream().anyMatch(c -> c.key().equals("last"))))
                    .isTrue();
            List<Change> seen = changes(bucket);
            assertThat(seen)
                    .as("seed %d", SEED)
                    .extracting(LogEndToEndTest::text)
                    .containsExactlyElementsOf(expected);
            assertThat(seen).extracting(Change::sequencer).isSorted().doesNotHaveDuplicates();
            assertThat(seen)
                    .extracting(Change::partition)
                    .containsOnly(seen.getFirst().partition());
        }
    }

    @Test
    void buckets_ofTheCompactedTopic_showTheLastImageOrNothing() {
        s3().createBucket(b -> b.bucket("kept-bucket"));
        s3().createBucket(b -> b.bucket("dropped-bucket"));
        s3().deleteBucket(b -> b.bucket("dropped-bucket"));
        TopicReader reader = new TopicReader(server.kafka());
        assertThat(
                        LiveServer.await(() ->
                                reader.all("cairn.buckets").stream()
                                        .anyMatch(each ->
                                                each.value() == null
                                                        && new String(
                                                                        each.key(),
                                                                        StandardCharsets.UTF_8)
                                                                .equals("dropped-bucket"))))
                .isTrue();
        assertThat(reader.all("cairn.buckets"))
                .filteredOn(each ->
                        new String(each.key(), StandardCharsets.UTF_8).equals("kept-bucket"))
                .singleElement()
                .satisfies(each ->
                        assertThat(Coders.BUCKET.decode(each.value(), WIRE_PREFIX_BYTES).name())
                                .isEqualTo("kept-bucket"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cairn.namespace",
                "cairn.changes",
                "cairn.reclaim",
                "_schemas",
                "__consumer_offsets"
            })
    void outsider_producing_isRefused(String topic) {
        Map<String, Object> settings =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        server.kafka(),
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        false,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        10_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>(topic, new byte[1], new byte[1]))
                                    .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cairn.fold", "cairn.reclaim"})
    void outsider_inAGroupOfTheServer_isRefused(String group) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new TopicReader(server.kafka())
                        .consumer(Map.of(ConsumerConfig.GROUP_ID_CONFIG, group))) {
            consumer.subscribe(List.of(CHANGES));
            assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(20)))
                    .isInstanceOf(GroupAuthorizationException.class);
        }
    }

    @Test
    void outsider_inAGroupOfItsOwn_reads() {
        s3().createBucket(b -> b.bucket("followed"));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new TopicReader(server.kafka())
                        .consumer(
                                Map.of(
                                        ConsumerConfig.GROUP_ID_CONFIG, "auditor",
                                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"))) {
            consumer.subscribe(List.of(CHANGES));
            assertThat(LiveServer.await(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty()))
                    .isTrue();
            consumer.commitSync();
        }
    }

    @Test
    void rebuild_ofTheWholeLog_equalsTheLiveState() throws IOException {
        s3().createBucket(b -> b.bucket("rebuilt"));
        Random random = new Random(SEED + 1);
        for (int i = 0; i < 60; i++) {
            operation("rebuilt", random);
        }
        String id = s3().createMultipartUpload(c -> c.bucket("rebuilt").key("parts")).uploadId();
        s3().uploadPart(
                        u -> u.bucket("rebuilt").key("parts").uploadId(id).partNumber(1),
                        RequestBody.fromString("part"));
        server.node().metadata().namespace().fence();
        List<StateDigest> live = server.node().metadata().digests();
        Path state = server.node().drives().home().directory().resolve("state");
        server.close();
        FileTrees.delete(state);
        server = new LiveServer(directory);
        assertThat(server.node().metadata().digests()).isEqualTo(live);
        assertThat(live).anyMatch(digest -> digest.rows() > 0);
    }
}
