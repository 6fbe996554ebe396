package io.cairn.metadata.topology;

import io.cairn.metadata.client.BucketPartitioner;
import io.cairn.metadata.client.OutcomeWaiters;
import io.cairn.metadata.store.Emission;
import io.cairn.metadata.store.FoldPartition;
import io.cairn.platform.kafka.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// The topology: `namespace` -> fold -> `changes`, `buckets`, `reclaim`. The store is attached as a
/// read-only one, so that `namespace` is its own changelog. The fold itself takes bytes: a record
/// that is no event is rejected and does not stop the partition. One that only a newer release
/// understands does.
public final class FoldTopology {
    private static final String SOURCE = "namespace";
    private static final String ANCHOR = "namespace-anchor";
    private static final String FOLD = "fold";

    private FoldTopology() {}

    /// The topology over the given open partitions of the log whose topic id is `topicId`.
    public static Topology of(
            Topics topics,
            Map<Integer, FoldPartition> partitions,
            UUID topicId,
            OutcomeWaiters waiters) {
        Topology topology = new Topology();
        topology.addReadOnlyStateStore(
                FoldStateStore.builder(partitions, topicId),
                SOURCE,
                new LogTimestamps(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.namespace(),
                ANCHOR,
                Anchor::new);
        topology.addProcessor(FOLD, () -> new FoldProcessor(waiters), SOURCE);
        topology.connectProcessorAndStateStores(FOLD, FoldStateStore.NAME);
        sink(topology, Emission.Target.CHANGES, topics.changes(), byBucket());
        sink(topology, Emission.Target.BUCKETS, topics.buckets(), byBucket());
        topology.addSink(
                Emission.Target.RECLAIM.name(),
                topics.reclaim(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                FOLD);
        return topology;
    }

    private static void sink(
            Topology topology,
            Emission.Target target,
            String topic,
            StreamPartitioner<byte[], byte[]> partitioner) {
        topology.addSink(
                target.name(),
                topic,
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                partitioner,
                FOLD);
    }

    /// The method that a partitioner must implement is to be removed once its successor, which sees
    /// headers too, is no default method any more.
    @SuppressWarnings("removal")
    private static StreamPartitioner<byte[], byte[]> byBucket() {
        return (topic, key, value, partitions) ->
                Optional.of(Set.of(BucketPartitioner.partitionOf(key, partitions)));
    }

    /// The store's own processor, which Streams wants; the fold is a second one, since this one may
    /// not forward.
    private static final class Anchor implements Processor<byte[], byte[], Void, Void> {
        @Override
        public void process(Record<byte[], byte[]> each) {
            // The fold beside it does the work.
        }
    }

    /// Never throws: a record with a wrong timestamp is folded like any other.
    private static final class LogTimestamps implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> each, long partitionTime) {
            return Math.max(0, each.timestamp());
        }
    }

    private static final class FoldProcessor implements Processor<byte[], byte[], byte[], byte[]> {
        private final OutcomeWaiters waiters;
        private @Nullable ProcessorContext<byte[], byte[]> context;
        private @Nullable FoldStateStore store;

        FoldProcessor(OutcomeWaiters waiters) {
            this.waiters = waiters;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> given) {
            context = given;
            store = given.getStateStore(FoldStateStore.NAME);
        }

        @Override
        public void process(Record<byte[], byte[]> each) {
            if (context == null || store == null) {
                throw new IllegalStateException("the processor is not initialised");
            }
            long offset = context.recordMetadata().map(RecordMetadata::offset).orElseThrow();
            FoldPartition.Applied applied =
                    store.partition().apply(store.topicId(), offset, each.value());
            waiters.complete(applied.outcome());
            for (Emission emission : applied.emissions()) {
                context.forward(
                        new Record<>(emission.key(), emission.value(), each.timestamp()),
                        emission.target().name());
            }
        }
    }
}
