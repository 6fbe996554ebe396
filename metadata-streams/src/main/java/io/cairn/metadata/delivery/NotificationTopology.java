package io.cairn.metadata.delivery;

import io.cairn.metadata.client.BucketPartitioner;
import io.cairn.metadata.notification.Message;
import io.cairn.metadata.notification.Notifier;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.registry.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// The topology: `changes` -> one topic of subscribers. It has no state of its own: what a change
/// gives follows from the change and the log. Messages of a bucket go to one partition, so they
/// stay in order; their key is that of the change, the bucket and the object's key.
final class NotificationTopology {
    private static final String SOURCE = "changes";
    private static final String NOTIFY = "notify";

    private NotificationTopology() {}

    /// The topology from topic `changes` to what each of `notifiers` tells; one for each task.
    static Topology of(
            String changes, WireFormat<Change> format, String topic, Supplier<Notifier> notifiers) {
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                SOURCE,
                new UsePartitionTimeOnInvalidTimestamp(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                changes);
        topology.addProcessor(NOTIFY, () -> new Notify(format, notifiers.get()), SOURCE);
        topology.addSink(
                "topic",
                topic,
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                byBucket(),
                NOTIFY);
        return topology;
    }

    /// The method that a partitioner must implement is to be removed once its successor, which sees
    /// headers too, is no default method any more.
    @SuppressWarnings("removal")
    private static StreamPartitioner<byte[], byte[]> byBucket() {
        return (topic, key, value, partitions) ->
                Optional.of(Set.of(BucketPartitioner.partitionOf(key, partitions)));
    }

    private static final class Notify implements Processor<byte[], byte[], byte[], byte[]> {
        private final WireFormat<Change> format;
        private final Notifier notifier;
        private @Nullable ProcessorContext<byte[], byte[]> context;

        Notify(WireFormat<Change> format, Notifier notifier) {
            this.format = format;
            this.notifier = notifier;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> given) {
            context = given;
        }

        @Override
        public void process(Record<byte[], byte[]> each) {
            if (context == null) {
                throw new IllegalStateException("the processor is not initialised");
            }
            for (Message message : notifier.messages(format.deserialize(each.value()))) {
                RecordHeaders headers = new RecordHeaders();
                message.headers()
                        .forEach((name, value) ->
                                headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
                context.forward(
                        new Record<>(each.key(), message.value(), each.timestamp(), headers));
            }
        }
    }
}
