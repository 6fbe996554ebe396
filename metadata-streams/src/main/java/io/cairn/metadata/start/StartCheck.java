package io.cairn.metadata.start;

import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.LogMark;
import io.cairn.metadata.store.StoreDamagedException;
import io.cairn.metadata.topology.DeadMembers;
import io.cairn.metadata.topology.LogException;
import io.cairn.metadata.topology.LogOffsets;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.MalformedRecordException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is made sure before the fold starts: dead members have left its group, each store belongs
/// to this log, and the committed offsets fit the stores.
final class StartCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
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
        DeadMembers.remove(admin, group);
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

    private UUID topicId() {
        Uuid id =
                Objects.requireNonNull(
                                LogOffsets.get(
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

    /// A committed offset lies behind all that was sent: a change and the offset of its event are
    /// committed together. One that lies before the last change that was sent, or before the
    /// emissions that are kept, was lost with the end of the log of offsets: going on there would
    /// send changes twice. One beyond the log belongs to a longer log: going on there would pass
    /// events over.
    private void checkOffsets(Collection<FoldPartition> partitions, Map<Integer, Long> ends) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                LogOffsets.get(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                        "reading offsets of group " + group);
        Map<TopicPartition, OffsetAndMetadata> corrected = new HashMap<>();
        for (FoldPartition partition : partitions) {
            OffsetAndMetadata known = committed.get(source(partition));
            long offset = known == null ? -1 : known.offset();
            long end = Objects.requireNonNull(ends.get(partition.number()));
            long sent = Math.max(partition.emissionsFrom(), lastSent(partition, end) + 1);
            long wanted = Math.min(Math.max(offset, sent), end);
            if (wanted != offset && wanted > 0) {
                LOG.warn(
                        "partition {}: the committed offset {} is not behind what was last sent or is"
                                + " beyond the log; going on at {}",
                        partition.number(),
                        offset,
                        wanted);
                corrected.put(source(partition), new OffsetAndMetadata(wanted));
            }
        }
        if (!corrected.isEmpty()) {
            LogOffsets.get(
                    admin.alterConsumerGroupOffsets(group, corrected).all(),
                    "correcting offsets of group " + group);
        }
    }

    /// The position of the last event of this log whose change was sent; -1 if there is none, or
    /// the last change is of an event that this log lost.
    private long lastSent(FoldPartition partition, long end) {
        Optional<ConsumerRecord<byte[], byte[]>> last =
                reader.last(new TopicPartition(topics.changes(), partition.number()));
        if (last.isEmpty()) {
            return -1;
        }
        try {
            Change.Head change = Change.headIn(value(last.get()), WIRE_PREFIX_BYTES);
            boolean ours =
                    change.position() < end
                            && reader.at(source(partition), change.position())
                                    .map(event -> Event.idIn(value(event), WIRE_PREFIX_BYTES))
                                    .equals(Optional.of(change.eventId()));
            if (!ours) {
                LOG.warn(
                        "partition {}: the last change is of event {} at {}, which the log does not"
                                + " hold there",
                        partition.number(),
                        change.eventId(),
                        change.position());
            }
            return ours ? change.position() : -1;
        } catch (MalformedRecordException e) {
            throw new LogException(
                    "the last record of "
                            + topics.changes()
                            + " is no change: somebody else writes to this topic",
                    e);
        }
    }

    private static byte[] value(ConsumerRecord<byte[], byte[]> found) {
        byte[] value = found.value();
        if (value == null) {
            throw new MalformedRecordException("a record without a value", null);
        }
        return value;
    }

    private TopicPartition source(FoldPartition partition) {
        return new TopicPartition(topics.namespace(), partition.number());
    }
}
