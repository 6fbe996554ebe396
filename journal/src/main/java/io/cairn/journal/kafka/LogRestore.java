package io.cairn.journal.kafka;

import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalException;
import io.cairn.journal.JournalReader;
import io.cairn.journal.JournalRecord;
import io.cairn.journal.JournalState;
import io.cairn.journal.JournalTopics;
import io.cairn.journal.LogPartition;
import io.cairn.journal.PartitionEnds;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends to the log what journals hold and it does not: after its drive was lost that is all of
/// it, and after its tail was, the tail. Every record gets the offset that it had.
///
/// The journals of the highest generation say up to where the log went and what its last records
/// were; a record is taken from any journal that holds it whole. A rebuild that breaks off is a log
/// without its tail, which the next start appends. In a compacted topic an offset whose record is
/// in no journal gets a copy of the next one, which comes to the same. Used by one thread.
public final class LogRestore {
    private static final Logger LOG = LoggerFactory.getLogger(LogRestore.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(30);
    private static final long ASK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int BATCH_BYTES = 1 << 20;
    private static final int LINGER_MILLIS = 5;
    private static final int DELIVERY_MILLIS = 120_000;

    private final JournalTopics topics;
    private final MonotonicClock clock;
    private final Map<String, Object> client;
    private final List<Source> sources;
    private final long newest;
    private final List<PartitionRestore> partitions = new ArrayList<>();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    /// A journal: where it is, how to read it, and what it was found to hold.
    public record Source(String name, JournalReader reader, JournalState state) {}

    /// Restores from `sources`, through brokers that `client` says how to reach.
    public LogRestore(
            JournalTopics topics,
            Map<String, Object> client,
            List<Source> sources,
            MonotonicClock clock) {
        this.clock = clock;
        this.topics = topics;
        this.client = client;
        this.sources =
                sources.stream()
                        .sorted(
                                Comparator.comparingLong((Source each) -> each.state().generation())
                                        .thenComparing(each -> each.state().complete())
                                        .reversed())
                        .toList();
        this.newest = sources.stream().mapToLong(each -> each.state().generation()).max().orElse(0);
        for (int slot = 0; slot < topics.slots(); slot++) {
            partitions.add(
                    new PartitionRestore(topics.partitions().get(slot), topics.compacted(slot)));
        }
        for (Source each : this.sources) {
            raise(each, each.state().ends());
        }
    }

    /// Goes as far as a journal did, if it is one of the newest.
    private void raise(Source source, PartitionEnds ends) {
        for (int slot = 0; slot < partitions.size() && isNewest(source); slot++) {
            partitions.get(slot).raise(ends.offset(slot), ends.crc(slot));
        }
    }

    private boolean isNewest(Source source) {
        return source.state().generation() == newest;
    }

    /// Whether a journal was ever written.
    public boolean any() {
        return newest > 0;
    }

    /// Whether a newest journal held all that the log did.
    public boolean whole() {
        return any()
                && sources.stream().anyMatch(each -> isNewest(each) && each.state().complete());
    }

    /// Throws [JournalException] if the whole log cannot be made again from these journals.
    public void checkWhole() {
        if (!whole()) {
            throw new JournalException(
                    "the log is gone, and the newest journal, on %s, was still being filled or"
                                    .formatted(sources.getFirst().name())
                            + " is damaged at its end; bring back the drive that holds the log or another"
                            + " with a journal");
        }
    }

    /// Appends what is missing; the number of records. The topics are there. With `all` the
    /// journals are read to their ends, also behind damage that hides how much they hold. Throws
    /// [JournalException] if a record is in no journal, or the log is of another history.
    public long run(Admin admin, boolean all) throws IOException {
        long[] ends = ends(admin);
        for (int slot = 0; slot < ends.length; slot++) {
            partitions.get(slot).begin(ends[slot]);
        }
        if (!all && !isBehind()) {
            return 0;
        }
        LOG.warn("the log ends at {}, the journals at {}", ends, targets());
        try (LogSource log = JournaledLog.of(topics, client, clock).open()) {
            readLast(log, ends);
        }
        try (Producer<byte[], byte[]> producer = producer()) {
            append(producer);
            producer.flush();
        }
        checkFailure();
        for (PartitionRestore each : partitions) {
            if (each.isBehind()) {
                throw new JournalException(
                        ("record %d of %s is whole in no journal, though the log went on to %d; bring back"
                                        + " a drive with another journal")
                                .formatted(each.next(), each.partition(), each.target()));
            }
        }
        return position() - Arrays.stream(ends).sum();
    }

    private List<Long> targets() {
        return partitions.stream().map(PartitionRestore::target).toList();
    }

    /// How many records the log holds, those that are being appended included.
    private long position() {
        return partitions.stream().mapToLong(PartitionRestore::next).sum();
    }

    private boolean isBehind() {
        return partitions.stream().anyMatch(PartitionRestore::isBehind);
    }

    /// The ends of all partitions, which the topics may just have got: a broker hears of that a
    /// moment later.
    private long[] ends(Admin admin) {
        Deadline deadline = Deadline.in(ASK_TIMEOUT, clock);
        Optional<long[]> ends = tryEnds(admin);
        while (ends.isEmpty()) {
            if (deadline.isOver()) {
                throw new KafkaException("the broker does not know the topics of the log");
            }
            LockSupport.parkNanos(ASK_PAUSE_NANOS);
            ends = tryEnds(admin);
        }
        return ends.get();
    }

    /// The ends; empty if the broker does not know all partitions yet.
    private Optional<long[]> tryEnds(Admin admin) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (LogPartition each : topics.partitions()) {
            asked.put(place(each), OffsetSpec.latest());
        }
        ListOffsetsResult answer = admin.listOffsets(asked);
        long[] ends = new long[partitions.size()];
        try {
            for (int slot = 0; slot < ends.length; slot++) {
                TopicPartition place = place(topics.partitions().get(slot));
                ends[slot] =
                        answer.partitionResult(place)
                                .get(ASK_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                                .offset();
            }
            return Optional.of(ends);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new KafkaException("asking for the end of the log", e);
        } catch (TimeoutException e) {
            throw new KafkaException("asking for the end of the log", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static TopicPartition place(LogPartition partition) {
        return new TopicPartition(partition.topic(), partition.partition());
    }

    /// Learns the last record of each partition that is not empty: the journals must have it too.
    private void readLast(LogSource log, long[] ends) {
        for (int slot = 0; slot < ends.length; slot++) {
            log.seek(slot, Math.max(0, ends[slot] - 1));
        }
        Deadline deadline = Deadline.in(ASK_TIMEOUT, clock);
        boolean[] known = new boolean[ends.length];
        while (missing(known, ends)) {
            if (deadline.isOver()) {
                throw new JournalException("the end of the log cannot be read");
            }
            Optional<JournalBatch> batch = log.poll(POLL, List.of());
            for (int slot = 0; slot < ends.length && batch.isPresent(); slot++) {
                if (ends[slot] > 0 && batch.get().ends().offset(slot) == ends[slot]) {
                    partitions.get(slot).last(batch.get().ends().crc(slot));
                    known[slot] = true;
                }
            }
        }
    }

    private static boolean missing(boolean[] known, long[] ends) {
        for (int slot = 0; slot < ends.length; slot++) {
            if (ends[slot] > 0 && !known[slot]) {
                return true;
            }
        }
        return false;
    }

    /// Reads the journals one after the other, again and again while that helps: where one is
    /// damaged, another goes on.
    private void append(Producer<byte[], byte[]> producer) throws IOException {
        boolean helps = true;
        while (helps) {
            long before = position();
            partitions.forEach(PartitionRestore::beginRound);
            for (Source source : sources) {
                long[] from = partitions.stream().mapToLong(PartitionRestore::from).toArray();
                raise(
                        source,
                        source.reader().read(from, record -> append(producer, source, record)));
            }
            boolean gaps = before == position() && passGaps();
            helps = isBehind() && (gaps || before != position());
        }
    }

    private boolean passGaps() {
        boolean any = false;
        for (PartitionRestore each : partitions) {
            any |= each.passGap();
        }
        return any;
    }

    private void append(Producer<byte[], byte[]> producer, Source source, JournalRecord record) {
        LogPartition of = record.partition();
        PartitionRestore partition = partitions.get(topics.slot(of.topic(), of.partition()));
        if (isNewest(source)) {
            partition.learn(source.name(), record);
        }
        partition.offer(record, offset -> send(producer, record, offset));
    }

    private void send(Producer<byte[], byte[]> producer, JournalRecord record, long offset) {
        checkFailure();
        producer.send(
                new ProducerRecord<>(
                        record.partition().topic(),
                        record.partition().partition(),
                        record.timestamp(),
                        record.key(),
                        record.value()),
                (landed, thrown) -> {
                    if (thrown != null) {
                        failure.compareAndSet(
                                null,
                                "record %d of %s cannot be appended: %s"
                                        .formatted(
                                                offset, record.partition(), thrown.getMessage()));
                    } else if (landed.offset() != offset) {
                        failure.compareAndSet(
                                null,
                                "record %d of %s got offset %d"
                                        .formatted(offset, record.partition(), landed.offset()));
                    }
                });
    }

    private void checkFailure() {
        String found = failure.get();
        if (found != null) {
            throw new JournalException("the log cannot be made again: " + found);
        }
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.RECORD_BYTES_MAX);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "cairn-restore");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
