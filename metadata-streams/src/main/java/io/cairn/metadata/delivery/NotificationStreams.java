package io.cairn.metadata.delivery;

import io.cairn.metadata.topology.RestingClients;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/// Runs the topology of one topic under exactly-once, until it fails or is closed. It begins no
/// transaction without a message, and while nothing comes it waits.
final class NotificationStreams implements AutoCloseable {
    /// A subscriber sees a message when it is committed.
    private static final int COMMIT_MILLIS = 50;

    /// Messages go out with the commit, or when a batch is full: each request is synced.
    private static final int LINGER_MILLIS = 10 * COMMIT_MILLIS;

    private static final int BATCH_BYTES = 128 * 1024;
    private static final long BUFFER_BYTES = 8L << 20;
    private static final int FETCH_BYTES = 1 << 20;
    private static final int SESSION_MILLIS = 10_000;
    private static final int HEARTBEAT_MILLIS = 3_000;

    /// How long a broken topic is tried before the streams fail.
    private static final int BLOCK_MILLIS = 10_000;

    private static final int REQUEST_MILLIS = 10_000;
    private static final int DELIVERY_MILLIS = 20_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final KafkaStreams streams;

    /// Streams of `topology` as `group`, with `directory` for files of Streams. `failed` is told
    /// why they ended.
    NotificationStreams(
            KafkaConnection kafka,
            String group,
            Path directory,
            Topology topology,
            MonotonicClock clock,
            Consumer<Throwable> failed) {
        streams =
                new KafkaStreams(
                        topology,
                        kafka.properties(settings(group, directory)),
                        new RestingClients(read -> {}, clock));
        streams.setUncaughtExceptionHandler(failure -> {
            failed.accept(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    }

    private static Map<String, Object> settings(String group, Path directory) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
        settings.put(StreamsConfig.POLL_MS_CONFIG, COMMIT_MILLIS);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, BLOCK_MILLIS);
        settings.put(consumer(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
        settings.put(consumer(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MILLIS);
        settings.put(consumer(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
        settings.put(
                consumer(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), Topics.RECORD_BYTES_MAX);
        settings.put(producer(ProducerConfig.LINGER_MS_CONFIG), LINGER_MILLIS);
        settings.put(producer(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        settings.put(producer(ProducerConfig.BUFFER_MEMORY_CONFIG), BUFFER_BYTES);
        settings.put(producer(ProducerConfig.MAX_BLOCK_MS_CONFIG), BLOCK_MILLIS);
        settings.put(producer(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG), REQUEST_MILLIS);
        settings.put(producer(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), DELIVERY_MILLIS);
        // As in the fold: a second batch in flight would overtake the first of a transaction.
        settings.put(producer(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        return settings;
    }

    private static String consumer(String name) {
        return StreamsConfig.consumerPrefix(name);
    }

    private static String producer(String name) {
        return StreamsConfig.producerPrefix(name);
    }

    /// Joins the group and begins.
    void start() {
        streams.start();
    }

    /// Leaves the group, so that the next start need not wait for the session to end.
    @Override
    public void close() {
        streams.close(
                CloseOptions.groupMembershipOperation(
                                CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(CLOSE_TIMEOUT));
    }
}
