package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.kafka.FoldCrash.End;
import io.cairn.cli.kafka.FoldCrash.Found;
import io.cairn.metadata.client.AvroRecordFormats;
import io.cairn.metadata.client.BucketPartitioner;
import io.cairn.metadata.start.NamespaceTopics;
import io.cairn.metadata.store.StateDigest;
import io.cairn.platform.file.FileTrees;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicProvisioner;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Preconditions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A fold that is halted again and again emits every accepted event exactly once.
class FoldCrashTest {
    private static final int EVENTS = 20_000;
    private static final int KEYS = 3_000;
    private static final long SEED = 90_210;
    private static final String FOUND = "found ";
    private static final Event.Origin ORIGIN = new Event.Origin("root", "request", "127.0.0.1");

    @TempDir Path directory;

    /// A naive model of the fold: which keys there are.
    private final Map<String, Set<String>> keys = new HashMap<>();

    /// Per partition, the positions of the events that change something.
    private final Map<Integer, List<Long>> accepted = new TreeMap<>();

    private final Map<Integer, Long> next = new HashMap<>();

    @Test
    void changes_ofAFoldHaltedAgainAndAgain_holdEachAcceptedEventOnce() throws Exception {
        fill();
        int left = 17_500;
        run(End.FLUSH_AND_HALT, left);
        boolean ahead;
        do {
            left -= 2_500;
            ahead = run(End.FLUSH_AND_HALT, left).contains(FOUND + Found.AHEAD);
        } while (!ahead && left > 9_000);
        assertThat(ahead).as("a store was ahead of its committed offset").isTrue();
        run(End.HALT, 7_500);
        assertThat(run(End.CLOSE, 4_000)).contains(FOUND + Found.BEHIND);
        assertThat(run(End.CLOSE, 2_000))
                .contains(FOUND + Found.EQUAL)
                .doesNotContain(FOUND + Found.AHEAD, FOUND + Found.BEHIND);
        List<StateDigest> digests;
        try (LiveFold fold = new LiveFold(directory)) {
            digests = fold.node.digests();
            int count = accepted.values().stream().mapToInt(List::size).sum();
            assertThat(changes(fold.log.kafka(), count)).as("seed %d", SEED).isEqualTo(accepted);
        }
        discardState();
        try (LiveFold fold = new LiveFold(directory)) {
            assertThat(fold.node.digests()).as("seed %d", SEED).isEqualTo(digests);
        }
    }

    private void fill() {
        Random random = new Random(SEED);
        List<String> buckets = IntStream.range(0, 6).mapToObj(i -> "bucket-" + i).toList();
        try (LiveLog log = new LiveLog(directory);
                Admin admin = Admin.create(log.kafka().settings());
                KafkaProducer<byte[], byte[]> producer = producer(log.kafka())) {
            new TopicProvisioner(admin)
                    .provision(NamespaceTopics.specs(log.topics, LiveLog.PARTITIONS, (short) 1));
            AvroRecordFormats formats = new AvroRecordFormats(log.topics, log.registry);
            Map<String, BucketId> ids = new HashMap<>();
            for (int i = 0; i < EVENTS; i++) {
                String bucket = buckets.get(random.nextInt(buckets.size()));
                boolean fresh = !ids.containsKey(bucket);
                BucketId id = ids.computeIfAbsent(bucket, name -> new BucketId(log.ids.next()));
                EventBody body = fresh ? new EventBody.BucketCreate(id, "") : body(random);
                int partition = BucketPartitioner.partition(bucket, LiveLog.PARTITIONS);
                long position = next.merge(partition, 1L, Long::sum) - 1;
                if (fresh || changes(bucket, body)) {
                    accepted.computeIfAbsent(partition, each -> new ArrayList<>()).add(position);
                }
                Event event =
                        new Event(
                                new EventId(log.ids.next()),
                                log.ids.clock().millis(),
                                bucket,
                                fresh ? Optional.empty() : Optional.of(id),
                                -1,
                                ORIGIN,
                                body);
                byte[] key = (bucket + "/").getBytes(StandardCharsets.UTF_8);
                producer.send(
                        new ProducerRecord<>(
                                log.topics.namespace(), partition, key, formats.toBytes(event)));
            }
        }
        assertThat(accepted).hasSize(LiveLog.PARTITIONS);
    }

    private static EventBody body(Random random) {
        ObjectKey key = new ObjectKey("k" + random.nextInt(KEYS));
        if (random.nextInt(4) == 0) {
            return new EventBody.ObjectsDelete(
                    List.of(new EventBody.DeleteEntry(key, Preconditions.NONE)));
        }
        return new EventBody.ObjectPut(
                key,
                ObjectContent.of(0, "d41d8cd98f00b204e9800998ecf8427e", Optional.empty()),
                ObjectMetadata.EMPTY,
                ObjectAttributes.NONE,
                random.nextBoolean() ? Preconditions.NONE : Preconditions.ABSENT,
                false);
    }

    /// What the model says of an event.
    private boolean changes(String bucket, EventBody body) {
        Set<String> known = keys.computeIfAbsent(bucket, name -> new HashSet<>());
        if (body instanceof EventBody.ObjectPut put) {
            boolean added = known.add(put.key().value());
            return added || put.preconditions().equals(Preconditions.NONE);
        }
        return body instanceof EventBody.ObjectsDelete delete
                && known.remove(delete.entries().getFirst().key().value());
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaConnection kafka) {
        return new KafkaProducer<>(
                kafka.settings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// Runs the fold in a process of its own until `left` records are left; its output, which tells
    /// how it found the stores.
    private String run(End end, int left) throws IOException, InterruptedException {
        Path output = directory.resolve(end + "-" + left + ".out");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx384m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FoldCrash.class.getName(),
                                directory.toString(),
                                end.name(),
                                String.valueOf(left),
                                String.valueOf(EVENTS))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            assertThat(ended).as(Files.readString(output)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(output))
                    .isEqualTo(end == End.CLOSE ? 0 : FoldCrash.HALTED);
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    /// The positions of all committed changes; waits while there are fewer than `count`.
    static Map<Integer, List<Long>> changes(KafkaConnection kafka, int count) {
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put("isolation.level", "read_committed");
        Map<Integer, List<Long>> positions = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, LiveLog.PARTITIONS)
                            .mapToObj(number -> new TopicPartition("cairn.changes", number))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            int seen = 0;
            int idle = 0;
            while (idle < (seen < count ? 50 : 3)) {
                int before = seen;
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(300))) {
                    Change change = Coders.CHANGE.decode(each.value(), 5);
                    positions
                            .computeIfAbsent(each.partition(), number -> new ArrayList<>())
                            .add(change.position());
                    seen++;
                }
                idle = seen > before ? 0 : idle + 1;
            }
        }
        return positions;
    }

    private void discardState() throws IOException {
        FileTrees.delete(LiveLog.state(directory));
    }
}
