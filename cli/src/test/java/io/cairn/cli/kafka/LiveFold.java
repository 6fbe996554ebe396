package io.cairn.cli.kafka;

import io.cairn.cli.registry.EmbeddedRegistry;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.kafka.MetadataConfig;
import io.cairn.metadata.kafka.MetadataNode;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.TimeOrderedIds;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A broker, a registry and the fold over one directory, for tests.
final class LiveFold implements AutoCloseable {
    static final int PARTITIONS = 2;
    private static final long PAUSE_NANOS = 2_000_000;
    private static final UUID CLUSTER = new UUID(1, 2);

    final TimeOrderedIds ids = new TimeOrderedIds(Clock.systemUTC(), new SecureRandom());
    final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    final AtomicReference<Throwable> fault = new AtomicReference<>();
    final EmbeddedBroker broker;
    final EmbeddedRegistry registry;
    final MetadataNode node;

    LiveFold(Path directory) {
        broker =
                new EmbeddedBroker(
                        new BrokerConfig(
                                directory.resolve("log"),
                                CLUSTER,
                                new InetSocketAddress("127.0.0.1", 0),
                                topics.prefix()),
                        new SecureRandom());
        broker.start(message -> fault.set(new IllegalStateException(message)));
        broker.secure();
        registry = new EmbeddedRegistry(broker.connection(), (short) 1, topics.prefix());
        registry.start();
        node =
                new MetadataNode(
                        new MetadataConfig(
                                topics,
                                directory.resolve("state"),
                                PARTITIONS,
                                (short) 1,
                                MetadataConfig.Memory.DEFAULT,
                                MetadataConfig.Timeouts.DEFAULT),
                        ids,
                        fault::set);
        node.open();
        node.start(broker.connection(), registry);
        while (!node.ready()) {
            if (fault.get() != null) {
                throw new IllegalStateException(fault.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    Namespace namespace() {
        return node.namespace();
    }

    KafkaConnection kafka() {
        return broker.connection();
    }

    @Override
    public void close() {
        node.close();
        registry.close();
        broker.close();
    }
}
