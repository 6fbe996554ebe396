package io.cairn.metadata.topology;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Shows what the fold's consumer has read, before it is folded, to somebody who would otherwise
/// read it a second time. Made by Kafka, once for each consumer.
public final class ReadTap implements ConsumerInterceptor<byte[], byte[]> {
    /// The setting that holds the [Sink].
    static final String SINK_CONFIG = "cairn.tap";

    private Sink sink = records -> {};

    /// Who is shown the records. Must not wait.
    public interface Sink extends Consumer<ConsumerRecords<byte[], byte[]>> {}

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(SINK_CONFIG) instanceof Sink configured) {
            sink = configured;
        }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        sink.accept(records);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Only what is read is of interest.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
