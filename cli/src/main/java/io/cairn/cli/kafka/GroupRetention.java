package io.cairn.cli.kafka;

import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the groups of outsiders that nobody has used for days. Kafka would do so itself, but its
/// retention holds for all groups, and those of the server must never be forgotten: it stays off.
///
/// When a group was used last is when its last record was written to `__consumer_offsets`: a
/// commit, or that its last member left. A group that has members is in use.
final class GroupRetention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupRetention.class);
    private static final TopicPartition OFFSETS = new TopicPartition("__consumer_offsets", 0);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int FETCH_WAIT_MILLIS = 10;
    private static final long TIMEOUT_SECONDS = 30;
    private static final long LOOK_EVERY_MILLIS = TimeUnit.SECONDS.toMillis(2);
    private static final int LOOKS_PER_LISTING = 30;
    private static final int LOOKS_PER_SWEEP = 1800;
    private static final Duration STOP = Duration.ofSeconds(1);

    private final Admin admin;
    private final KafkaConnection kafka;
    private final String ownPrefix;
    private final OuterLimits limits;
    private final ForeignGroups groups;
    private final Clock clock;
    private final Background thread = new Background("kafka-groups", this::round);
    private int looks;
    private volatile boolean full;

    GroupRetention(
            Admin admin,
            KafkaConnection kafka,
            String ownPrefix,
            OuterLimits limits,
            ForeignGroups groups,
            Clock clock) {
        this.admin = admin;
        this.kafka = kafka;
        this.ownPrefix = ownPrefix;
        this.limits = limits;
        this.groups = groups;
        this.clock = clock;
    }

    /// Learns which groups there are; from then on looks after them.
    void start() {
        try {
            learn();
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException("the broker does not list its groups", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while starting", e);
        }
        thread.start();
    }

    private void round() throws ExecutionException, TimeoutException, InterruptedException {
        if (looks++ % LOOKS_PER_SWEEP == 0) {
            sweep();
        }
        if (!thread.pause(LOOK_EVERY_MILLIS)
                && (groups.refused() || looks % LOOKS_PER_LISTING == 0)) {
            learn();
        }
    }

    private Collection<GroupListing> learn()
            throws ExecutionException, TimeoutException, InterruptedException {
        List<GroupListing> foreign =
                admin.listGroups().all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).stream()
                        .filter(each -> !each.groupId().startsWith(ownPrefix))
                        .toList();
        groups.replace(foreign.stream().map(GroupListing::groupId).toList());
        boolean nowFull = groups.size() >= limits.groupsMax();
        if (nowFull && !full) {
            LOG.warn(
                    "Kafka clients have {} groups, as many as they may: new ones are refused until"
                            + " some are deleted",
                    groups.size());
        }
        full = nowFull;
        return foreign;
    }

    /// Deletes what was not used for so long. Another that is used meanwhile is not deleted.
    void sweep() throws ExecutionException, TimeoutException, InterruptedException {
        List<String> unused =
                learn().stream()
                        .filter(each -> each.groupState().filter(GroupRetention::ended).isPresent())
                        .map(GroupListing::groupId)
                        .toList();
        if (unused.isEmpty()) {
            return;
        }
        Map<String, Long> used = lastUses();
        long before = clock.millis() - limits.groupRetention().toMillis();
        List<String> old =
                unused.stream().filter(each -> used.getOrDefault(each, 0L) < before).toList();
        Map<String, KafkaFuture<Void>> deletions = admin.deleteConsumerGroups(old).deletedGroups();
        int deleted = 0;
        for (Map.Entry<String, KafkaFuture<Void>> each : deletions.entrySet()) {
            deleted += deleted(each.getKey(), each.getValue()) ? 1 : 0;
        }
        if (deleted > 0) {
            LOG.info("{} groups of Kafka clients were not used for long and are deleted", deleted);
            learn();
        }
    }

    private static boolean ended(GroupState state) {
        return state == GroupState.EMPTY || state == GroupState.DEAD;
    }

    private static boolean deleted(String group, KafkaFuture<Void> deletion)
            throws InterruptedException, TimeoutException {
        try {
            deletion.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            LOG.debug("group {} is not deleted", group, e);
            return false;
        }
    }

    /// When the last record of each group was written.
    private Map<String, Long> lastUses() {
        Map<String, Object> settings = new HashMap<>(kafka.settings());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        Map<String, Long> last = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(OFFSETS));
            consumer.seekToBeginning(List.of(OFFSETS));
            long end = consumer.endOffsets(List.of(OFFSETS)).getOrDefault(OFFSETS, 0L);
            while (thread.isOpen() && consumer.position(OFFSETS) < end) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    if (each.value() != null) {
                        group(each.key())
                                .ifPresent(group -> last.merge(group, each.timestamp(), Math::max));
                    }
                }
            }
        }
        return last;
    }

    /// The group that a record of `__consumer_offsets` is about: all kinds of its keys begin with
    /// the number of the kind and the group's name.
    static Optional<String> group(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        if (bytes.remaining() < 2 * Short.BYTES) {
            return Optional.empty();
        }
        bytes.getShort();
        int length = bytes.getShort();
        return length < 0 || length > bytes.remaining()
                ? Optional.empty()
                : Optional.of(new String(key, bytes.position(), length, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        thread.stop();
        thread.awaitEnd(Deadline.in(STOP, MonotonicClock.SYSTEM));
    }
}
