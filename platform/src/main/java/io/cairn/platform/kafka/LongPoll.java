package io.cairn.platform.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/// How consumers wait that have nothing to read most of the time: the broker holds their fetch, and
/// answers at once when there is something. So a long wait delays no record, and costs a server at
/// rest little.
public final class LongPoll {
    /// How long a fetch is held, and one poll waits.
    public static final Duration WAIT = Duration.ofSeconds(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(100);

    private LongPoll() {}

    /// Has a consumer's fetches held for so long.
    public static void configure(Map<String, Object> consumer) {
        consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) WAIT.toMillis());
    }

    /// What closes a consumer without waiting for the fetch that the broker holds.
    public static Closing closing(Consumer<?, ?> consumer) {
        return () -> consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }

    /// For a try with resources.
    public interface Closing extends AutoCloseable {
        @Override
        void close();
    }
}
