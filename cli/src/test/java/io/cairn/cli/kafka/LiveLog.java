package io.cairn.cli.kafka;

import io.cairn.cli.registry.EmbeddedRegistry;
import io.cairn.metadata.client.Timeouts;
import io.cairn.metadata.start.MetadataConfig;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.metadata.start.StoreAheadOfLog;
import io.cairn.metadata.topology.LogSync;
import io.cairn.platform.MonotonicClock;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.TimeOrderedIds;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/// A broker and a registry over one directory, for tests.
final class LiveLog implements AutoCloseable {
    static final int PARTITIONS = 2;
    private static final UUID CLUSTER = new UUID(1, 2);

    final TimeOrderedIds ids = new TimeOrderedIds(Clock.systemUTC(), new SecureRandom());
    final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    final EmbeddedRegistry registry;
    private final Path directory;
    private final EmbeddedBroker broker;
    private final Admin admin;

    LiveLog(Path directory) {
        this.directory = directory;
        broker =
                new EmbeddedBroker(
                        new BrokerConfig(
                                directory.resolve("log"),
                                CLUSTER,
                                new InetSocketAddress("127.0.0.1", 0),
                                topics.prefix()),
                        new SecureRandom());
        broker.start(message -> fault.set(new IllegalStateException(message)));
        admin = Admin.create(broker.connection().settings());
        broker.secure(admin);
        registry = new EmbeddedRegistry(broker.connection(), (short) 1, topics.prefix());
        registry.start(admin);
    }

    KafkaConnection kafka() {
        return broker.connection();
    }

    /// Where the fold keeps its state.
    static Path state(Path directory) {
        return directory.resolve("state");
    }

    /// Starts a fold of this log; the caller closes it first.
    MetadataNode startFold() {
        return startFold(StoreAheadOfLog.REFUSE);
    }

    /// Starts a fold that does this with stores which know more than the log.
    MetadataNode startFold(StoreAheadOfLog beyond) {
        return startFold(beyond, broker.sync());
    }

    /// Starts a fold that folds nothing that `sync` has not made durable.
    MetadataNode startFold(LogSync sync) {
        return startFold(StoreAheadOfLog.REFUSE, sync);
    }

    private MetadataNode startFold(StoreAheadOfLog beyond, LogSync sync) {
        MetadataNode node =
                new MetadataNode(
                        new MetadataConfig(
                                topics,
                                state(directory),
                                PARTITIONS,
                                (short) 1,
                                MetadataConfig.Memory.DEFAULT,
                                Timeouts.DEFAULT),
                        ids,
                        MonotonicClock.SYSTEM,
                        fault::set);
        boolean started = false;
        try {
            node.open();
            node.join(kafka(), admin, beyond, sync);
            node.start(registry);
            started = true;
            return node;
        } finally {
            if (!started) {
                node.close();
            }
        }
    }

    @Override
    public void close() {
        registry.close();
        admin.close();
        broker.close();
    }
}
