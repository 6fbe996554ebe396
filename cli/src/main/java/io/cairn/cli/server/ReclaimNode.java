package io.cairn.cli.server;

import io.cairn.metadata.start.MetadataNode;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Reclaim;
import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.schemas.registry.WireFormat;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.kafka.ReclaimConsumer;
import io.cairn.shard.reclaim.Grace;
import io.cairn.shard.reclaim.OrphanSweep;
import io.cairn.shard.reclaim.ReadTracker;
import io.cairn.shard.reclaim.ReclaimRecord;
import io.cairn.shard.reclaim.Reclaimer;
import java.time.Duration;
import java.util.List;

/// All that removes shards: those that the fold let go of, and, once after the start, those that
/// earlier boots left without an owner.
final class ReclaimNode implements AutoCloseable {
    private static final Duration STALL = Duration.ofSeconds(10);

    private final ReclaimConsumer consumer;
    private final SweepWhenReady sweeper;
    private final Grace grace;

    /// Where the fold says what it let go of.
    record Log(KafkaConnection kafka, SchemaRegistry registry, String topic) {}

    ReclaimNode(
            List<LocalDrive> drives,
            Disk disk,
            ReadTracker reads,
            MetadataNode metadata,
            Log log,
            Grace grace) {
        this.grace = grace;
        WireFormat<Reclaim> format =
                WireFormat.ofTopic(log.topic(), Coders.RECLAIM, log.registry());
        this.consumer =
                new ReclaimConsumer(
                        ReclaimConsumer.Log.of(log.topic(), log.kafka().settings()),
                        bytes -> record(format.deserialize(bytes)),
                        new Reclaimer(
                                drives,
                                disk,
                                reads,
                                (partition, position) ->
                                        metadata.durable().position(partition) >= position,
                                grace,
                                STALL));
        this.sweeper =
                new SweepWhenReady(
                        new OrphanSweep(
                                drives, () -> new NamespaceReferences(metadata::blobs), reads),
                        metadata);
    }

    private static ReclaimRecord record(Reclaim reclaim) {
        return new ReclaimRecord(
                reclaim.drive(), reclaim.partition(), reclaim.position(), reclaim.shards());
    }

    /// Where shards are kept for a while, the scrub alone removes what nothing refers to: it waits.
    void start() {
        consumer.start();
        if (grace.isNone()) {
            sweeper.start();
        }
    }

    /// Makes both end soon.
    void stop() {
        sweeper.stop();
        consumer.stop();
    }

    @Override
    public void close() {
        sweeper.close();
        consumer.close();
    }
}
