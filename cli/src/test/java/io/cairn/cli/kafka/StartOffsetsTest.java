package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.client.BucketPartitioner;
import io.cairn.platform.file.FileTrees;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.registry.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A start whose committed offsets or Streams' own directory are gone: nothing is sent twice and
/// nothing is left out.
class StartOffsetsTest {
    private static final String BUCKET = "photos";
    private static final String GROUP = "cairn.fold";
    private static final int PARTITION = BucketPartitioner.partition(BUCKET, LiveLog.PARTITIONS);

    @TempDir Path directory;
    private long appended;

    @BeforeEach
    void fill() {
        try (LiveFold live = new LiveFold(directory)) {
            put(live, LiveFoldTest.create(live, BUCKET), "a");
            appended = 2;
            assertSentOnce(live);
        }
    }

    private void put(LiveFold live, BucketImage bucket, String key) {
        live.namespace().append(LiveFoldTest.put(live, bucket, key, Preconditions.NONE));
        appended++;
    }

    private void assertSentOnce(LiveFold live) {
        assertThat(FoldCrashTest.changes(live.log.kafka(), Math.toIntExact(appended)))
                .isEqualTo(Map.of(PARTITION, LongStream.range(0, appended).boxed().toList()));
    }

    /// Goes on with one more event: the changes of all are there, each once.
    private void assertGoesOn() {
        try (LiveFold live = new LiveFold(directory)) {
            put(live, live.namespace().bucket(BUCKET).orElseThrow(), "b");
            assertSentOnce(live);
        }
    }

    private static TopicPartition place(LiveLog log) {
        return new TopicPartition(log.topics.namespace(), PARTITION);
    }

    @Test
    void start_whoseCommittedOffsetIsGone_goesOnBehindWhatWasSent() throws Exception {
        try (LiveLog log = new LiveLog(directory);
                Admin admin = Admin.create(log.kafka().settings())) {
            admin.deleteConsumerGroupOffsets(GROUP, Set.of(place(log))).all().get();
        }
        assertGoesOn();
    }

    @Test
    void start_whoseStoreAndCommittedOffsetAreGone_goesOnBehindWhatWasSent() throws Exception {
        try (LiveLog log = new LiveLog(directory);
                Admin admin = Admin.create(log.kafka().settings())) {
            admin.deleteConsumerGroupOffsets(GROUP, Set.of(place(log))).all().get();
        }
        FileTrees.delete(LiveLog.state(directory));
        assertGoesOn();
    }

    /// An offset before what was sent would have it sent again.
    @Test
    void start_whoseCommittedOffsetFellBack_goesOnBehindWhatWasSent() throws Exception {
        commit(0);
        assertGoesOn();
    }

    /// An offset beyond the log would pass events over.
    @Test
    void start_whoseCommittedOffsetIsBeyondTheLog_goesOnAtItsEnd() throws Exception {
        commit(appended + 10);
        assertGoesOn();
    }

    /// The end of the log was lost, and `changes` still tells of it: that says nothing of what was
    /// sent of the events that took its place.
    @Test
    void start_whoseLastChangeIsOfAnEventThatTheLogLost_believesTheCommittedOffset()
            throws Exception {
        try (LiveLog log = new LiveLog(directory);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(
                                log.kafka().settings(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer())) {
            WireFormat<Change> format =
                    WireFormat.ofTopic(log.topics.changes(), Coders.CHANGE, log.registry);
            producer.send(
                            new ProducerRecord<>(
                                    log.topics.changes(),
                                    PARTITION,
                                    new byte[] {1},
                                    format.serialize(changeOfALostEvent(log, appended - 1))))
                    .get();
        }
        commit(1);
        try (LiveFold live = new LiveFold(directory)) {
            put(live, live.namespace().bucket(BUCKET).orElseThrow(), "b");
            assertThat(FoldCrashTest.changes(live.log.kafka(), Math.toIntExact(appended + 2)))
                    .isEqualTo(Map.of(PARTITION, List.of(0L, 1L, 1L, 1L, 2L)));
        }
    }

    private static Change changeOfALostEvent(LiveLog log, long position) {
        return new Change(
                ChangeKind.BUCKET_DELETED,
                new EventId(log.ids.next()),
                PARTITION,
                position,
                0,
                1,
                BUCKET,
                new BucketId(log.ids.next()),
                "",
                new Event.Origin("root", "r", ""),
                new Change.Image(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                BucketConfiguration.NO_NOTIFICATIONS);
    }

    private void commit(long offset) throws Exception {
        try (LiveLog log = new LiveLog(directory);
                Admin admin = Admin.create(log.kafka().settings())) {
            admin.alterConsumerGroupOffsets(
                            GROUP, Map.of(place(log), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    /// A dirty close under exactly-once makes Streams delete its directory (H14).
    @Test
    void start_withoutTheDirectoryOfStreams_hasItsStores() throws IOException {
        Path streams = LiveLog.state(directory).resolve("streams");
        assertThat(streams).isDirectory();
        try (Stream<Path> files = Files.walk(streams)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".sst"));
        }
        FileTrees.delete(streams);
        assertThat(LiveLog.state(directory).resolve("partition-" + PARTITION)).isDirectory();
        assertGoesOn();
    }
}
