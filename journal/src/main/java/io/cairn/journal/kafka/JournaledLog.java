package io.cairn.journal.kafka;

import io.cairn.journal.JournalTopics;
import io.cairn.platform.MonotonicClock;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/// The topics that are journaled, and how to read them.
public record JournaledLog(
        JournalTopics topics, Supplier<Consumer<byte[], byte[]>> consumers, MonotonicClock clock) {
    /// `client` says where the brokers are and how to reach them.
    public static JournaledLog of(
            JournalTopics topics, Map<String, Object> client, MonotonicClock clock) {
        return new JournaledLog(topics, () -> LogSource.consumer(client), clock);
    }

    LogSource open() {
        return new LogSource(consumers.get(), topics, null, clock);
    }

    LogSource open(LogTap tap) {
        return new LogSource(consumers.get(), topics, tap, clock);
    }
}
