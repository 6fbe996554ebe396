package io.cairn.metadata.start;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.client.AvroRecordFormats;
import io.cairn.metadata.client.BucketPartitioner;
import io.cairn.metadata.client.DurablePositions;
import io.cairn.metadata.client.EventAppender;
import io.cairn.metadata.client.KafkaNamespace;
import io.cairn.metadata.client.OutcomeWaiters;
import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.StateDigest;
import io.cairn.metadata.store.StoreMemory;
import io.cairn.metadata.topology.DeferredFormats;
import io.cairn.metadata.topology.FoldFailures;
import io.cairn.metadata.topology.FoldStreams;
import io.cairn.metadata.topology.FoldTopology;
import io.cairn.metadata.topology.LogOffsets;
import io.cairn.metadata.topology.LogSync;
import io.cairn.metadata.topology.StoreUpkeep;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicProvisioner;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns the fold of all partitions in this process: opens the stores, checks them against the log,
/// runs the topology, and answers as [Namespace]. Started once, closed once.
public final class MetadataNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataNode.class);

    private final MetadataConfig config;
    private final TimeOrderedIds ids;
    private final MonotonicClock clock;
    private final Consumer<Throwable> fault;
    private final StoreMemory memory;
    private final Map<Integer, FoldPartition> partitions = new TreeMap<>();
    private final OutcomeWaiters waiters = new OutcomeWaiters();
    private final DurablePositions durable;
    private final AtomicBoolean caughtUp = new AtomicBoolean();
    private final AtomicBoolean halted = new AtomicBoolean();
    private final DeferredFormats formats = new DeferredFormats();
    private volatile Consumer<ConsumerRecords<byte[], byte[]>> tap = records -> {};
    private @Nullable Joined joined;
    private @Nullable Running running;

    /// What exists since [#join].
    private record Joined(
            KafkaConnection kafka, Admin admin, StartCheck.Log log, FoldStreams streams) {}

    /// What exists while the node runs.
    private record Running(
            EventAppender appender,
            FoldStreams streams,
            StoreUpkeep upkeep,
            KafkaNamespace namespace,
            Map<Integer, Long> targets) {}

    /// A node over `config`. `fault` is told when the fold cannot go on: the process should end.
    public MetadataNode(
            MetadataConfig config,
            TimeOrderedIds ids,
            MonotonicClock clock,
            Consumer<Throwable> fault) {
        this.clock = clock;
        this.config = config;
        this.ids = ids;
        this.fault = fault;
        this.memory =
                new StoreMemory(config.memory().cacheBytes(), config.memory().memtableBytes());
        this.durable = new DurablePositions(config.partitions());
        for (int i = 0; i < config.partitions(); i++) {
            partitions.put(
                    i,
                    new FoldPartition(
                            i, config.directory().resolve("partition-" + i), memory, formats));
        }
    }

    /// Opens the stores; needs no broker, so it may run while one starts.
    public void open() {
        partitions.values().forEach(FoldPartition::open);
    }

    /// Creates the topics, checks the stores against the log and joins the fold's group. Needs no
    /// schemas, so it may run while the registry starts: the first record to be folded waits for
    /// [#start]. `admin` has to stay open until this node is closed. Throws [LogException] if a
    /// store goes beyond the log and `beyond` refuses that. `sync` makes durable what is read.
    public void join(KafkaConnection kafka, Admin admin, StoreAheadOfLog beyond, LogSync sync) {
        new TopicProvisioner(admin)
                .provision(
                        NamespaceTopics.specs(
                                config.topics(), config.partitions(), config.replicas()));
        StartCheck.Log log;
        try (LogReader reader = new LogReader(kafka, clock)) {
            log =
                    new StartCheck(admin, reader, config.topics(), group(), beyond)
                            .run(partitions.values());
        }
        log.ends().forEach((partition, end) -> durable.advance(partition, end - 1));
        FoldStreams streams =
                new FoldStreams(
                        kafka,
                        group(),
                        config.directory().resolve("streams"),
                        FoldTopology.of(config.topics(), partitions, log.topicId(), waiters),
                        new FoldStreams.Before(records -> tap.accept(records), sync),
                        new FoldFailures(
                                LogOffsets.of(admin, config.topics(), group()), clock, fault),
                        clock);
        joined = new Joined(kafka, admin, log, streams);
        streams.start();
    }

    /// Starts to fold, after [#join]. Returns at once; [#ready] tells when all that the log held is
    /// folded.
    public void start(SchemaRegistry registry) {
        Joined found = joined;
        if (found == null) {
            throw new IllegalStateException("the fold has not joined its group");
        }
        AvroRecordFormats avro = new AvroRecordFormats(config.topics(), registry);
        formats.set(avro);
        EventAppender appender =
                new EventAppender(
                        found.kafka(),
                        config.topics().namespace(),
                        durable,
                        config.timeouts().append());
        StoreUpkeep upkeep =
                new StoreUpkeep(
                        partitions.values(),
                        durable,
                        LogOffsets.of(found.admin(), config.topics(), group()));
        KafkaNamespace namespace =
                new KafkaNamespace(
                        new ArrayList<>(partitions.values()),
                        appender,
                        avro,
                        waiters,
                        durable,
                        new KafkaNamespace.Environment(
                                this::ready, halted::get, config.timeouts(), ids));
        running = new Running(appender, found.streams(), upkeep, namespace, found.log().ends());
        upkeep.start();
    }

    /// From now on passes all records that the fold reads to `tapped`: records that the brokers
    /// hold, in the order of each partition, some perhaps twice. It must not block.
    public void tap(Consumer<ConsumerRecords<byte[], byte[]>> tapped) {
        tap = tapped;
    }

    private String group() {
        return config.topics().prefix() + "fold";
    }

    /// Whether all that the log held at the start is folded and the fold is running.
    public boolean ready() {
        if (caughtUp.get()) {
            return true;
        }
        Running now = running;
        if (now == null || !now.streams().running() || lag() > 0) {
            return false;
        }
        caughtUp.set(true);
        LOG.info("the fold has caught up with the log");
        return true;
    }

    /// Says that the log cannot be written or read any more. Reads go on over what was folded so
    /// far: no client has seen an outcome of anything later.
    public void halt() {
        halted.set(true);
    }

    /// How many records that the log held at the start are not folded yet.
    public long lag() {
        Running now = running;
        if (now == null) {
            return Long.MAX_VALUE;
        }
        long lag = 0;
        for (Map.Entry<Integer, Long> target : now.targets().entrySet()) {
            FoldPartition partition = partitions.get(target.getKey());
            if (partition != null) {
                lag += Math.max(0, target.getValue() - 1 - partition.mark().position());
            }
        }
        return lag;
    }

    /// The namespace. Throws IllegalStateException before [#start].
    public Namespace namespace() {
        return require().namespace();
    }

    /// Up to where each partition of the log is durable.
    public DurablePositions durable() {
        return durable;
    }

    /// The blobs that the key's versions and uploads hold.
    public Map<BlobId, Blob> blobs(String bucket, BucketId id, ObjectKey key) {
        FoldPartition partition =
                partitions.get(BucketPartitioner.partition(bucket, config.partitions()));
        if (partition == null) {
            throw new IllegalStateException("no partition for bucket " + bucket);
        }
        return partition.blobs(id, key);
    }

    /// Digests of all partitions' states, in order.
    public List<StateDigest> digests() {
        return partitions.values().stream().map(FoldPartition::digest).toList();
    }

    /// Makes what is folded so far durable in the stores, so that a restart need not fold it again.
    public void flush() {
        partitions.values().forEach(FoldPartition::flush);
    }

    private Running require() {
        if (running == null) {
            throw new IllegalStateException("the metadata node is not started");
        }
        return running;
    }

    @Override
    public void close() {
        Running now = running;
        if (now != null) {
            now.upkeep().close();
            now.appender().close();
        }
        formats.close();
        if (joined != null) {
            joined.streams().close();
        }
        partitions.values().forEach(FoldPartition::close);
        memory.close();
    }
}
