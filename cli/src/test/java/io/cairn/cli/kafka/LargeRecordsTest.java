package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.PartContent;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Reclaim;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.schemas.event.UploadPlan;
import io.cairn.schemas.event.WrittenVersion;
import io.cairn.schemas.registry.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The largest events S3 allows pass through broker, fold and topics.
class LargeRecordsTest {
    private static final String ETAG = "0123456789abcdef0123456789abcdef";
    private static final long PART_BYTES = 5L << 20;
    private static final int DRIVES = 16;

    @TempDir Path directory;

    @Test
    void complete_ofTenThousandParts_andItsDelete_areDecided() throws Exception {
        try (LiveFold live = new LiveFold(directory)) {
            BucketImage bucket = LiveFoldTest.create(live, "photos");
            ObjectKey key = new ObjectKey("k".repeat(ObjectKey.BYTES_MAX));
            UploadId upload = new UploadId(live.ids.next());
            append(
                    live,
                    bucket,
                    new EventBody.UploadCreate(
                            key,
                            upload,
                            UploadPlan.of(ObjectMetadata.EMPTY, Optional.empty(), true)));
            putParts(live, bucket, key, upload);
            List<EventBody.CompletedPart> parts = new ArrayList<>();
            for (int number = 1; number <= Part.NUMBER_MAX; number++) {
                parts.add(new EventBody.CompletedPart(number, ETAG, Optional.empty()));
            }
            Outcome.Accepted completed =
                    append(
                            live,
                            bucket,
                            new EventBody.UploadComplete(
                                    key,
                                    upload,
                                    parts,
                                    OptionalLong.of(PART_BYTES * Part.NUMBER_MAX),
                                    Optional.empty(),
                                    Preconditions.NONE));
            WrittenVersion version = completed.version().orElseThrow();
            assertThat(version.size()).isEqualTo(PART_BYTES * Part.NUMBER_MAX);
            assertThat(
                            live.namespace()
                                    .partAt(bucket, upload, version.size() - 1)
                                    .map(Part::number))
                    .contains(Part.NUMBER_MAX);
            append(
                    live,
                    bucket,
                    new EventBody.ObjectsDelete(
                            List.of(new EventBody.DeleteEntry(key, Preconditions.NONE))));
            assertThat(live.namespace().latest(bucket, key)).isEmpty();
            assertThat(live.namespace().parts(bucket, upload, 0, 10)).isEmpty();
            assertThat(reclaimed(live)).isEqualTo((long) DRIVES * Part.NUMBER_MAX);
            assertThat(live.fault.get()).isNull();
        }
    }

    private static void putParts(LiveFold live, BucketImage bucket, ObjectKey key, UploadId upload)
            throws InterruptedException, ExecutionException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> puts = new ArrayList<>();
            for (int number = 1; number <= Part.NUMBER_MAX; number++) {
                EventBody.PartPut part =
                        new EventBody.PartPut(
                                key,
                                upload,
                                number,
                                new PartContent(PART_BYTES, ETAG, Optional.empty()));
                Event event =
                        LiveFoldTest.event(live, bucket.name(), Optional.of(bucket.id()), part)
                                .bringing(blob(live));
                puts.add(executor.submit(() -> live.namespace().append(event)));
            }
            for (Future<?> put : puts) {
                assertThat(put.get()).isInstanceOf(Outcome.Accepted.class);
            }
        }
    }

    /// Spread over 16 drives, as the widest blob of a usual server.
    private static Blob blob(LiveFold live) {
        List<ShardPlace> places = new ArrayList<>();
        for (int drive = 0; drive < DRIVES; drive++) {
            places.add(new ShardPlace(new DriveId(new UUID(1, drive)), 0, false));
        }
        return new Blob(new BlobId(live.ids.next()), 1 << 20, DRIVES - 4, 4, PART_BYTES, places);
    }

    /// The shards that were let go of, as the drives read them.
    private static long reclaimed(LiveFold live) {
        long shards = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        live.log.kafka().settings(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> places =
                    IntStream.range(0, LiveLog.PARTITIONS)
                            .mapToObj(each -> new TopicPartition(live.log.topics.reclaim(), each))
                            .toList();
            consumer.assign(places);
            consumer.seekToBeginning(places);
            WireFormat<Reclaim> format =
                    WireFormat.ofTopic(
                            live.log.topics.reclaim(), Coders.RECLAIM, live.log.registry);
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            boolean enough = false;
            while (!enough) {
                // One poll more than needed shows whether more come than should.
                enough =
                        shards >= (long) DRIVES * Part.NUMBER_MAX
                                || System.nanoTime() - deadline > 0;
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
                    List<ShardRef> refs = format.deserialize(each.value()).shards();
                    assertThat(refs).hasSizeLessThanOrEqualTo(Reclaim.SHARDS_MAX);
                    shards += refs.size();
                }
            }
        }
        return shards;
    }

    private static Outcome.Accepted append(LiveFold live, BucketImage bucket, EventBody body) {
        Outcome outcome =
                live.namespace()
                        .append(
                                LiveFoldTest.event(
                                        live, bucket.name(), Optional.of(bucket.id()), body));
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return (Outcome.Accepted) outcome;
    }
}
