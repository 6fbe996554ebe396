package io.cairn.metadata.topology;

import io.cairn.platform.MonotonicClock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The fold's consumer. Streams has it wait for a tenth of a second at a time, so that what was
/// folded is committed in time. Once nothing has come for a while there is nothing to commit, and
/// it waits for longer; a record ends any wait at once. What it brings was synced. Used by one
/// thread.
final class RestingConsumer extends KafkaConsumer<byte[], byte[]> {
    private final Rest rest = new Rest();

    private final LogSync sync;
    private final MonotonicClock clock;

    RestingConsumer(Map<String, Object> settings, LogSync sync, MonotonicClock clock) {
        super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.sync = sync;
        this.clock = clock;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration asked) {
        ConsumerRecords<byte[], byte[]> records =
                super.poll(rest.instead(asked, !assignment().isEmpty(), clock.nanos()));
        rest.seen(!records.isEmpty());
        if (!records.isEmpty()) {
            sync.sync(records.partitions());
        }
        return records;
    }

    /// How long a poll waits.
    static final class Rest {
        /// Long enough for everything that was folded to be committed.
        static final Duration QUIET = Duration.ofSeconds(2);

        /// How long a poll waits then. A stop of Streams waits for it.
        static final Duration WAIT = Duration.ofMillis(500);

        private boolean quiet;
        private boolean brought;
        private long quietSinceNanos;

        /// How long to wait where `asked` was asked for, at the monotonic time `nanos`. A poll that
        /// must not wait does not, and one that has nothing `assigned` waits as asked: it is about
        /// to be told what to read.
        Duration instead(Duration asked, boolean assigned, long nanos) {
            if (!assigned || !quiet || brought) {
                quiet = assigned;
                quietSinceNanos = nanos;
                brought = false;
                return asked;
            }
            boolean rests = nanos - quietSinceNanos >= QUIET.toNanos();
            return rests && asked.isPositive() && asked.compareTo(WAIT) < 0 ? WAIT : asked;
        }

        /// Whether a poll brought `records`. It is quiet once those are folded: from the next poll
        /// on.
        void seen(boolean records) {
            brought |= records;
        }
    }
}
