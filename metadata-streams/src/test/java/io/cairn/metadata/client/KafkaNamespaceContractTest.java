package io.cairn.metadata.client;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceContract;
import io.cairn.metadata.store.FoldBench;
import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.StoreMemory;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.TimeOrderedIds;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The contract over fold stores of several partitions and a log that folds what it is given before
/// it acknowledges it.
final class KafkaNamespaceContractTest extends NamespaceContract {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int PARTITIONS = 3;

    @TempDir Path directory;

    private final StoreMemory memory = new StoreMemory(4 << 20, 8 << 20);
    private final DurablePositions durable = new DurablePositions(PARTITIONS);
    private final OutcomeWaiters waiters = new OutcomeWaiters();
    private List<FoldPartition> partitions;
    private FoldingLog log;
    private Namespace namespace;

    @BeforeEach
    void open() {
        AvroRecordFormats formats = new AvroRecordFormats(new Topics("t."), new InMemoryRegistry());
        partitions =
                IntStream.range(0, PARTITIONS)
                        .mapToObj(number ->
                                new FoldPartition(
                                        number,
                                        directory.resolve("fold").resolve("p" + number),
                                        memory,
                                        formats))
                        .toList();
        partitions.forEach(FoldPartition::open);
        log = new FoldingLog();
        namespace =
                new KafkaNamespace(
                        partitions,
                        new EventAppender("t.namespace", durable, log),
                        formats,
                        waiters,
                        durable,
                        new KafkaNamespace.Environment(
                                () -> true,
                                () -> false,
                                new Timeouts(LONG, LONG, LONG),
                                new TimeOrderedIds(Clock.systemUTC(), new Random(3))));
    }

    @AfterEach
    void close() {
        partitions.forEach(FoldPartition::close);
        memory.close();
        log.close();
    }

    @Override
    protected Namespace namespace() {
        return namespace;
    }

    private final class FoldingLog extends MockProducer<byte[], byte[]> {
        FoldingLog() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> record, Callback callback) {
            FoldPartition partition = partitions.get(record.partition());
            long next = partition.mark().position() + 1;
            waiters.complete(partition.apply(FoldBench.TOPIC, next, record.value()).outcome());
            RecordMetadata metadata =
                    new RecordMetadata(
                            new TopicPartition(record.topic(), record.partition()),
                            next,
                            0,
                            -1,
                            0,
                            0);
            callback.onCompletion(metadata, null);
            return CompletableFuture.completedFuture(metadata);
        }
    }
}
