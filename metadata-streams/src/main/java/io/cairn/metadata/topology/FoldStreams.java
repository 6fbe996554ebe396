package io.cairn.metadata.topology;

import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the fold's topology under exactly-once.
public final class FoldStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FoldStreams.class);
    private static final int COMMIT_MILLIS = 100;

    /// What is emitted goes out with the commit, or when a batch is full: each request is synced.
    private static final int LINGER_MILLIS = 10 * COMMIT_MILLIS;

    private static final int BATCH_BYTES = 256 * 1024;
    private static final int RESTORE_FETCH_WAIT_MILLIS = 20;
    private static final int SESSION_MILLIS = 10_000;
    private static final int HEARTBEAT_MILLIS = 3_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaStreams streams;

    /// What is done with records before they are folded: `tap` sees them, then `sync` makes them
    /// durable.
    public record Before(ReadTap.Sink tap, LogSync sync) {}

    /// Streams of `topology` as `group`, which keep their own files in `directory`.
    public FoldStreams(
            KafkaConnection kafka,
            String group,
            Path directory,
            Topology topology,
            Before before,
            FoldFailures failures,
            MonotonicClock clock) {
        Map<String, Object> settings = settings(group, directory);
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                ReadTap.class.getName());
        settings.put(StreamsConfig.mainConsumerPrefix(ReadTap.SINK_CONFIG), before.tap());
        streams =
                new KafkaStreams(
                        topology,
                        kafka.properties(settings),
                        new RestingClients(before.sync(), clock));
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener((now, was) -> LOG.debug("fold: {} after {}", now, was));
    }

    private static Map<String, Object> settings(String group, Path directory) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(consumer(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(consumer(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
        settings.put(consumer(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MILLIS);
        settings.put(
                consumer(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), Topics.RECORD_BYTES_MAX);
        // Before a partition is restored its end is asked for, behind the fetch in flight, which
        // the broker holds while there is no more.
        settings.put(
                StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
                RESTORE_FETCH_WAIT_MILLIS);
        settings.put(producer(ProducerConfig.LINGER_MS_CONFIG), LINGER_MILLIS);
        settings.put(producer(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        settings.put(producer(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topics.RECORD_BYTES_MAX);
        // The first batch of a transaction waits at the broker until its partition is added; a
        // second
        // one in flight would overtake it and be refused as out of order.
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
    public void start() {
        streams.start();
    }

    /// Whether all partitions are assigned and restored.
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
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
