package io.cairn.metadata.topology;

import io.cairn.metadata.store.FoldPartition;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/// A fold partition as Kafka Streams sees it: a persistent store that manages its own offsets and
/// whose changelog is the source topic. Streams restores it by the same fold that processes live
/// records. The RocksDB behind it stays open across closings by Streams; its owner closes it.
final class FoldStateStore implements StateStore {
    static final String NAME = "namespace-state";

    private final Map<Integer, FoldPartition> partitions;
    private final UUID topicId;
    private @Nullable FoldPartition partition;

    FoldStateStore(Map<Integer, FoldPartition> partitions, UUID topicId) {
        this.partitions = partitions;
        this.topicId = topicId;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    @SuppressWarnings("deprecation") // Deprecated since it is new; there is no other way to say so.
    public boolean managesOffsets() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return partition != null;
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition topicPartition) {
        long position = partition().mark().position();
        return position < 0 ? null : position;
    }

    @Override
    public void commit(Map<TopicPartition, Long> offsets) {
        // The position is written with every event; nothing is left to do.
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        int number = context.taskId().partition();
        FoldPartition opened = partitions.get(number);
        if (opened == null) {
            throw new IllegalStateException("partition " + number + " is not of this node");
        }
        partition = opened;
        context.register(
                root,
                new RecordBatchingStateRestoreCallback() {
                    @Override
                    public void restoreBatch(Collection<ConsumerRecord<byte[], byte[]>> records) {
                        for (ConsumerRecord<byte[], byte[]> each : records) {
                            opened.restore(topicId, each.offset(), each.value());
                        }
                    }

                    @Override
                    public void restore(byte[] key, byte[] value) {
                        throw new UnsupportedOperationException("records come in batches");
                    }
                });
    }

    FoldPartition partition() {
        if (partition == null) {
            throw new IllegalStateException("the store is not open");
        }
        return partition;
    }

    UUID topicId() {
        return topicId;
    }

    @Override
    public void close() {
        partition = null;
    }

    /// Builds the store of each task. It has no changelog topic, so all settings of one are
    /// refused.
    static StoreBuilder<FoldStateStore> builder(
            Map<Integer, FoldPartition> partitions, UUID topicId) {
        Map<Integer, FoldPartition> known = Map.copyOf(partitions);
        return new StoreBuilder<>() {
            @Override
            public StoreBuilder<FoldStateStore> withCachingEnabled() {
                throw new UnsupportedOperationException("the store caches by itself");
            }

            @Override
            public StoreBuilder<FoldStateStore> withCachingDisabled() {
                return this;
            }

            @Override
            public StoreBuilder<FoldStateStore> withLoggingEnabled(Map<String, String> config) {
                throw new UnsupportedOperationException("the source topic is the changelog");
            }

            @Override
            public StoreBuilder<FoldStateStore> withLoggingDisabled() {
                return this;
            }

            @Override
            public FoldStateStore build() {
                return new FoldStateStore(known, topicId);
            }

            @Override
            public Map<String, String> logConfig() {
                return Map.of();
            }

            @Override
            public boolean loggingEnabled() {
                return false;
            }

            @Override
            public String name() {
                return NAME;
            }
        };
    }
}
