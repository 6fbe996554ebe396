package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.topology.LogSync;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the fold reads is synced before it is folded.
@Timeout(180)
class LogSyncTest {
    @TempDir Path directory;

    @Test
    void record_thatIsNotSynced_isNotFoldedAndNotAnswered() throws Exception {
        Semaphore may = new Semaphore(1_000);
        BlockingQueue<Set<TopicPartition>> waiting = new LinkedBlockingQueue<>();
        LogSync held =
                read -> {
                    waiting.add(read);
                    may.acquireUninterruptibly();
                };
        try (LiveFold live = new LiveFold(new LiveLog(directory), log -> log.startFold(held))) {
            BucketImage bucket = LiveFoldTest.create(live, "photos");
            may.drainPermits();
            waiting.clear();
            String before = live.node.digests().toString();

            CompletableFuture<Outcome> answer =
                    CompletableFuture.supplyAsync(() ->
                            live.namespace()
                                    .append(
                                            LiveFoldTest.put(
                                                    live, bucket, "key", Preconditions.NONE)));
            assertThat(waiting.poll(60, TimeUnit.SECONDS)).hasSize(1);

            assertThat(live.node.digests()).hasToString(before);
            assertThat(answer).isNotDone();
            may.release(1_000);
            assertThat(answer.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void record_thatCannotBeSynced_isNeverFolded() throws Exception {
        CountDownLatch tried = new CountDownLatch(2);
        LogSync failing =
                read -> {
                    tried.countDown();
                    throw new KafkaException("no space");
                };
        try (LiveFold live = new LiveFold(new LiveLog(directory), log -> log.startFold(failing))) {
            String before = live.node.digests().toString();

            CompletableFuture<Void> answer =
                    CompletableFuture.runAsync(() -> LiveFoldTest.create(live, "photos"));
            assertThat(tried.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(answer).isNotDone();
            assertThat(live.node.digests()).hasToString(before);
        }
    }

    @Test
    void sync_afterTheSegmentWasRolled_syncsTheOneBeforeToo() throws Exception {
        AtomicReference<@Nullable String> fault = new AtomicReference<>();
        TopicPartition partition = new TopicPartition("rolled", 0);
        try (EmbeddedBroker broker = EmbeddedBrokerTest.broker(directory);
                Admin admin = Admin.create(broker.connection().settings());
                SegmentSync sync = new SegmentSync(broker.logs(), fault::set)) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("rolled", 1, (short) 1)
                                            .configs(Map.of("segment.bytes", "1048576"))))
                    .all()
                    .get();
            try (Producer<byte[], byte[]> writer = writer(broker)) {
                writer.send(new ProducerRecord<>("rolled", new byte[600_000])).get();
                sync.sync(Set.of(partition));
                assertThat(recoveryPoint(broker, partition)).isEqualTo(1);
                writer.send(new ProducerRecord<>("rolled", new byte[1])).get();
                sync.sync(Set.of(partition));
                assertThat(recoveryPoint(broker, partition)).isEqualTo(1);
                writer.send(new ProducerRecord<>("rolled", new byte[600_000])).get();

                sync.sync(Set.of(partition));

                assertThat(recoveryPoint(broker, partition)).isEqualTo(3);
            }
        }
        assertThat(fault.get()).isNull();
    }

    /// The JVM's own recorder tells which files were synced.
    @Test
    void sync_withinASegment_syncsItsFileAndNoOther() throws Exception {
        TopicPartition partition = new TopicPartition("topic", 0);
        Path dump = directory.resolve("recording.jfr");
        try (EmbeddedBroker broker = EmbeddedBrokerTest.broker(directory.resolve("log"));
                Admin admin = Admin.create(broker.connection().settings());
                Producer<byte[], byte[]> writer = writer(broker);
                SegmentSync sync = new SegmentSync(broker.logs(), message -> {});
                Recording recording = new Recording()) {
            admin.createTopics(List.of(new NewTopic("topic", 1, (short) 1))).all().get();
            writer.send(new ProducerRecord<>("topic", new byte[1])).get();
            sync.sync(Set.of(partition));
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            writer.send(new ProducerRecord<>("topic", new byte[1])).get();

            sync.sync(Set.of(partition));

            recording.stop();
            recording.dump(dump);
        }
        assertThat(RecordingFile.readAllEvents(dump))
                .extracting(event -> event.getString("path"))
                .filteredOn(path -> path.contains("topic-0"))
                .singleElement()
                .asString()
                .endsWith("00000000000000000000.log");
    }

    @Test
    void sync_ofAPartitionThatIsGone_failsAndIsToldOf() throws Exception {
        AtomicReference<@Nullable String> fault = new AtomicReference<>();
        try (EmbeddedBroker broker = EmbeddedBrokerTest.broker(directory);
                SegmentSync sync = new SegmentSync(broker.logs(), fault::set)) {
            assertThatThrownBy(() -> sync.sync(Set.of(new TopicPartition("gone", 0))))
                    .isInstanceOf(KafkaException.class);
        }
        assertThat(fault.get()).contains("cannot be synced");
    }

    /// A sync that is tried again succeeds although the pages that failed are gone.
    @Test
    void sync_afterOneFailed_failsToo() throws Exception {
        TopicPartition partition = new TopicPartition("topic", 0);
        try (EmbeddedBroker broker = EmbeddedBrokerTest.broker(directory);
                Admin admin = Admin.create(broker.connection().settings());
                Producer<byte[], byte[]> writer = writer(broker);
                SegmentSync sync = new SegmentSync(broker.logs(), message -> {})) {
            admin.createTopics(List.of(new NewTopic("topic", 1, (short) 1))).all().get();
            writer.send(new ProducerRecord<>("topic", new byte[1])).get();
            sync.sync(Set.of(partition));
            assertThatThrownBy(() -> sync.sync(Set.of(new TopicPartition("gone", 0))))
                    .isInstanceOf(KafkaException.class);

            assertThatThrownBy(() -> sync.sync(Set.of(partition)))
                    .isInstanceOf(KafkaException.class);
        }
    }

    private static Producer<byte[], byte[]> writer(EmbeddedBroker broker) {
        return new KafkaProducer<>(
                broker.connection().settings(),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static long recoveryPoint(EmbeddedBroker broker, TopicPartition partition) {
        return broker.logs().getLog(partition).orElseThrow().recoveryPoint();
    }
}
