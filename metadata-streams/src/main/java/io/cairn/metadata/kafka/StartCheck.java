package io.cairn.metadata.kafka;

import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.LogMark;
import io.cairn.metadata.store.StoreDamagedException;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.MalformedRecordException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is made sure before the fold starts: dead members have left its group, each store belongs
/// to this log, and the committed offsets fit the stores.
final class StartCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
    private static final long TIMEOUT_SECONDS = 30;
    private static final int WIRE_PREFIX_BYTES = 5;

    private final Admin admin;
    private final LogReader reader;
    private final Topics topics;
    private final String group;
    private final StoreAheadOfLog beyond;

    StartCheck(Admin admin, LogReader reader, Topics topics, String group, StoreAheadOfLog beyond) {
        this.admin = admin;
        this.reader = reader;
        this.topics = topics;
        this.group = group;
        this.beyond = beyond;
    }

    /// The log as it was found: its topic id and the end offset of each partition.
    record Log(UUID topicId, Map<Integer, Long> ends) {
        Log {
            ends = Map.copyOf(ends);
        }
    }

    Log run(Collection<FoldPartition> partitions) {
        removeDeadMembers();
        UUID topicId = topicId();
        Map<Integer, Long> ends = new HashMap<>();
        List<TopicPartition> places = new ArrayList<>();
        partitions.forEach(each -> places.add(source(each)));
        reader.ends(places).forEach((place, end) -> ends.put(place.partition(), end));
        for (FoldPartition partition : partitions) {
            replaceIfDamaged(partition);
            checkStore(partition, topicId, Objects.requireNonNull(ends.get(partition.number())));
            replaceIfOutdated(partition);
        }
        checkOffsets(partitions, ends);
        return new Log(topicId, ends);
    }

    /// A member that was killed would hold its partitions until its session ends.
    private void removeDeadMembers() {
        try {
            get(
                    admin.removeMembersFromConsumerGroup(
                                    group, new RemoveMembersFromConsumerGroupOptions())
                            .all(),
                    "removing dead members of group " + group);
        } catch (LogException e) {
            if (!hasCause(e, GroupIdNotFoundException.class)) {
                LOG.debug("no members removed from group {}: {}", group, e.getMessage());
            }
        }
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    private UUID topicId() {
        Uuid id =
                Objects.requireNonNull(
                                get(
                                                admin.describeTopics(List.of(topics.namespace()))
                                                        .allTopicNames(),
                                                "describing " + topics.namespace())
                                        .get(topics.namespace()))
                        .topicId();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /// What a damaged store held follows from the log, if that goes back to its beginning and is
    /// known to be whole: only a journal that held all of it shows that, once the store cannot.
    /// From there on it is as if there had never been a store: the committed offset says what was
    /// sent.
    private void replaceIfDamaged(FoldPartition partition) {
        Optional<StoreDamagedException> damage = partition.damage();
        if (damage.isEmpty()) {
            return;
        }
        String words = String.valueOf(damage.get().getMessage());
        if (beyond != StoreAheadOfLog.DISCARD) {
            throw new LogException(
                    words
                            + ". There is no journal that holds all of the log, to show whether that is whole;"
                            + " bring back a drive that has one if any is missing, or remove that"
                            + " directory to have it rebuilt from the log as it is",
                    damage.get());
        }
        long first = reader.first(source(partition));
        if (first > 0) {
            throw new LogException(
                    words + ". It cannot be rebuilt: the log begins at " + first, damage.get());
        }
        LOG.warn(
                "partition {}: {}; it is set aside and the log is folded again",
                partition.number(),
                words);
        partition.setAside();
    }

    /// A store that holds what this log does not is of another log, or the log has lost its tail.
    private void checkStore(FoldPartition partition, UUID topicId, long end) {
        LogMark mark = partition.mark();
        if (mark.position() < 0) {
            return;
        }
        Optional<String> wrong = Optional.empty();
        if (!mark.topicId().equals(topicId)) {
            wrong = Optional.of("is of topic " + mark.topicId());
        } else if (mark.position() >= end) {
            wrong = Optional.of("ends at " + mark.position() + ", the log before " + end);
        } else {
            Optional<ConsumerRecord<byte[], byte[]>> last =
                    reader.at(source(partition), mark.position());
            if (last.isEmpty() || !partition.endsWith(last.get().value())) {
                wrong = Optional.of("was folded from another record " + mark.position());
            }
        }
        if (wrong.isPresent() && beyond == StoreAheadOfLog.REFUSE) {
            throw new LogException(
                    ("partition %d: the fold store %s: part of the log is lost. Bring the log back, or remove"
                                    + " %s to go on without what is missing; content that only the lost"
                                    + " part refers to is removed then")
                            .formatted(
                                    partition.number(),
                                    wrong.get(),
                                    partition.directory().getParent()),
                    null);
        }
        if (wrong.isPresent()) {
            LOG.warn(
                    "partition {}: the fold store {}; it is discarded and the log is folded again",
                    partition.number(),
                    wrong.get());
            partition.discard();
        }
    }

    /// Only a store that fits the log is given up for its format: it shows that the log is whole.
    private static void replaceIfOutdated(FoldPartition partition) {
        if (partition.isOutdated()) {
            LOG.warn(
                    "partition {}: an earlier release wrote the fold store; it is discarded and the log"
                            + " is folded again",
                    partition.number());
            partition.discard();
        }
    }

    /// The committed offset is behind all that was sent: a change and the offset of its event are
    /// committed together. One that lies before the last change that was sent, or before the
    /// emissions that are kept, fell back with the log of offsets, and would send changes twice.
    /// One beyond the log is of a longer log and would pass events over.
    private void checkOffsets(Collection<FoldPartition> partitions, Map<Integer, Long> ends) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                        "reading offsets of group " + group);
        Map<TopicPartition, OffsetAndMetadata> corrected = new HashMap<>();
        for (FoldPartition partition : partitions) {
            OffsetAndMetadata known = committed.get(source(partition));
            long offset = known == null ? -1 : known.offset();
            long end = Objects.requireNonNull(ends.get(partition.number()));
            long sent = Math.max(partition.emissionsFrom(), lastSent(partition) + 1);
            long right = Math.min(Math.max(offset, sent), end);
            if (right != offset && right > 0) {
                LOG.warn(
                        "partition {}: the committed offset {} is not behind what was last sent or is"
                                + " beyond the log; going on at {}",
                        partition.number(),
                        offset,
                        right);
                corrected.put(source(partition), new OffsetAndMetadata(right));
            }
        }
        if (!corrected.isEmpty()) {
            get(
                    admin.alterConsumerGroupOffsets(group, corrected).all(),
                    "correcting offsets of group " + group);
        }
    }

    private long lastSent(FoldPartition partition) {
        Optional<ConsumerRecord<byte[], byte[]>> last =
                reader.last(new TopicPartition(topics.changes(), partition.number()));
        if (last.isEmpty()) {
            return -1;
        }
        try {
            return Change.positionIn(last.get().value(), WIRE_PREFIX_BYTES);
        } catch (MalformedRecordException e) {
            throw new LogException("the last record of " + topics.changes() + " is no change", e);
        }
    }

    private TopicPartition source(FoldPartition partition) {
        return new TopicPartition(topics.namespace(), partition.number());
    }

    static <T> T get(KafkaFuture<T> future, String what) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LogException(what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogException(what + ": interrupted", e);
        }
    }
}
