package io.cairn.cli.server;

import io.cairn.blobs.ErasureBlobStore;
import io.cairn.blobs.heal.BlobRows;
import io.cairn.blobs.heal.DriveRefill;
import io.cairn.blobs.heal.HealPace;
import io.cairn.blobs.heal.Healer;
import io.cairn.blobs.heal.Scrub;
import io.cairn.blobs.kafka.DamageReader;
import io.cairn.blobs.kafka.DamageTopic;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.drive.DriveEnvironment;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.DriveWatch;
import io.cairn.shard.reclaim.ReadTracker;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that brings lost redundancy back, in the background: begins once the fold has caught up.
final class HealingNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealingNode.class);
    private static final long POLL_MILLIS = 200;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final MetadataNode metadata;
    private final HealPace pace;
    private final MonotonicClock clock;
    private final Healer healer;
    private final DamageTopic damage;
    private final DamageReader reader;
    private final DriveRefill refill;
    private final Scrub scrub;
    private final DriveWatch watch;
    private final Background starting = new Background("heal-start", this::startWhenReady);

    /// Where reports of damage are: the topic's brokers, schemas and names.
    record Reports(KafkaConnection kafka, SchemaRegistry registry, Topics topics) {}

    /// The drives, the reads that run on them, who else wants to know what happens to them, and the
    /// copies of the log that they hold.
    record Watched(
            DriveSet drives,
            ReadTracker reads,
            DriveWatch.Listener listener,
            Scrub.Journals journals) {}

    HealingNode(
            Watched watched,
            ErasureBlobStore blobs,
            MetadataNode metadata,
            DamageTopic damage,
            Reports reports,
            ServerEnvironment environment,
            ServerConfig.Upkeep upkeep) {
        DriveSet drives = watched.drives();
        this.metadata = metadata;
        this.clock = environment.monotonic();
        BlobRows rows = new NamespaceRows(metadata.namespace());
        this.damage = damage;
        this.pace = new HealPace(upkeep.healBytesPerSecond(), environment.monotonic());
        this.healer =
                new Healer(
                        rows,
                        blobs.healing(pace, environment.random()),
                        environment.ids(),
                        drives.drives().stream().map(LocalDrive::id).collect(Collectors.toSet()),
                        damage,
                        environment.monotonic());
        this.reader =
                DamageReader.of(
                        reports.kafka(),
                        reports.topics().heal(),
                        reports.registry(),
                        healer,
                        environment.monotonic());
        this.refill = new DriveRefill(drives.drives(), environment.disk(), healer);
        this.watch =
                new DriveWatch(
                        drives,
                        new DriveEnvironment(
                                environment.disk(),
                                environment.mountPoints(),
                                environment.ids().clock(),
                                environment.monotonic(),
                                environment.random()),
                        withRefill(watched.listener()));
        this.scrub =
                new Scrub(
                        drives.drives(),
                        environment.disk(),
                        healer,
                        damage,
                        new Scrub.Removal(
                                rows::fence,
                                watched.reads(),
                                upkeep.grace(environment.monotonic())),
                        watched.journals(),
                        new Scrub.Schedule(upkeep.scrubPeriod(), environment.ids().clock()));
    }

    private DriveWatch.Listener withRefill(DriveWatch.Listener listener) {
        return new DriveWatch.Listener() {
            @Override
            public void lost(LocalDrive drive) {
                listener.lost(drive);
            }

            @Override
            public void renewed(LocalDrive drive) {
                listener.renewed(drive);
                refill.again();
            }
        };
    }

    void start() {
        starting.start();
    }

    private void startWhenReady() throws InterruptedException {
        while (!metadata.ready()) {
            if (starting.pause(POLL_MILLIS)) {
                return;
            }
        }
        damage.prepare(starting::isOpen);
        if (starting.isOpen()) {
            healer.start();
            reader.start();
            refill.start();
            watch.start();
            scrub.start();
            starting.stop();
        }
    }

    /// How far healing came.
    Healer.Progress progress() {
        return healer.progress();
    }

    /// What was read to find damage.
    Scrub.Progress scrubbed() {
        return scrub.progress();
    }

    /// Makes all parts end soon; does not wait for that.
    void stop() {
        starting.stop();
        watch.stop();
        scrub.stop();
        pace.close();
        healer.stop();
        refill.stop();
        reader.stop();
    }

    /// Stops all parts and waits for them together: for those that wait for a drive that hangs not
    /// any longer.
    @Override
    public void close() {
        LOG.debug("healing stops");
        stop();
        Deadline deadline = Deadline.in(CLOSE_TIMEOUT, clock);
        starting.awaitEnd(deadline);
        watch.awaitEnd(deadline);
        scrub.awaitEnd(deadline);
        healer.awaitEnd(deadline);
        refill.awaitEnd(deadline);
        reader.awaitEnd(deadline);
    }
}
