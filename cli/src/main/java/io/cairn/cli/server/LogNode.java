package io.cairn.cli.server;

import io.cairn.cli.kafka.BrokerConfig;
import io.cairn.cli.kafka.EmbeddedBroker;
import io.cairn.cli.registry.EmbeddedRegistry;
import io.cairn.cli.registry.RegistryServer;
import io.cairn.journal.home.LogHome;
import io.cairn.journal.kafka.LogJournals;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.shard.drive.DriveSet;
import java.io.IOException;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of this process: the embedded broker, its copies on other drives, and the schema
/// registry. On a cluster of brokers there is none of it.
final class LogNode {
    private static final Logger LOG = LoggerFactory.getLogger(LogNode.class);

    private final NodeContext context;
    private final LogJournals journals;
    private final LogHome home;
    private final EmbeddedBroker broker;
    private @Nullable Admin admin;
    private @Nullable EmbeddedRegistry registry;
    private long restored;

    private LogNode(
            NodeContext context, LogJournals journals, LogHome home, EmbeddedBroker broker) {
        this.context = context;
        this.journals = journals;
        this.home = home;
        this.broker = broker;
    }

    /// Finds the log on the drives of `node`, or makes room for one that has to be restored.
    static LogNode open(NodeContext context, DriveNode node) throws IOException {
        ServerEnvironment environment = context.environment();
        DriveSet drives = node.drives();
        LogJournals journals =
                new LogJournals(
                        drives,
                        environment.disk(),
                        JournaledFold.topics(context.topics()),
                        environment.random(),
                        environment.monotonic());
        LogHome home = new LogHome(drives.home().directory(), drives.boot(), environment.disk());
        home.prepare(journals);
        EmbeddedBroker broker =
                context.parts()
                        .add(
                                new EmbeddedBroker(
                                        new BrokerConfig(
                                                        home.directory(),
                                                        UUID.fromString(drives.clusterId()),
                                                        context.config().addresses().kafka(),
                                                        context.topics().prefix())
                                                .with(Sizing.of(environment).broker()),
                                        environment.random()));
        return new LogNode(context, journals, home, broker);
    }

    EmbeddedBroker broker() {
        return broker;
    }

    KafkaConnection connection() {
        return broker.connection();
    }

    LogJournals journals() {
        return journals;
    }

    /// How many records of the log were restored from the journals at this start.
    long restored() {
        return restored;
    }

    /// The client with which topics are looked after.
    Admin admin() {
        return started(admin);
    }

    EmbeddedRegistry registry() {
        return started(registry);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the log is not started");
        }
        return part;
    }

    /// Starts the broker while the fold and the journals are opened beside it.
    void startBroker(FoldNode fold) {
        LOG.debug("starting the broker");
        ConcurrentStep opening =
                ConcurrentStep.start(() -> {
                    fold.metadata().open();
                    journals.openOnce();
                });
        context.parts().add(this::closeAdmin);
        fold.closeWithServer();
        try {
            broker.start(context.failed());
        } finally {
            opening.await();
        }
    }

    private void closeAdmin() {
        if (admin != null) {
            admin.close();
        }
    }

    /// Appends to the log what only its journals hold. The broker has its topics and rights then,
    /// and coordinates groups.
    void restore() throws IOException {
        Admin made = Admin.create(broker.connection().settings());
        admin = made;
        broker.secure(made);
        LOG.debug("waiting for the broker to coordinate groups");
        broker.awaitCoordinator(made);
        restored = journals.restore(made, broker.connection(), home.rebuilding());
        broker.syncPartitions();
        home.rebuilt();
    }

    /// Reads the schemas while the fold, which needs none yet, joins its group beside it; then
    /// begins to write the journals.
    void startRegistry(FoldNode fold) throws IOException {
        LOG.debug("starting the registry, joining the fold's group");
        EmbeddedRegistry made =
                context.parts()
                        .add(
                                new EmbeddedRegistry(
                                        broker.connection(),
                                        ServerConfig.REPLICAS,
                                        context.topics().prefix(),
                                        journals.schemas()::await));
        registry = made;
        ConcurrentStep joining = ConcurrentStep.start(() -> fold.join(this));
        try {
            made.start(admin());
        } finally {
            joining.await();
        }
        broker.syncPartitions();
        journals.follow(broker.connection(), new JournaledFold(fold.metadata()), context.failed());
        context.parts().add(journals);
    }

    /// Serves the registry.
    RegistryServer serveRegistry() {
        ServerConfig.Addresses addresses = context.config().addresses();
        RegistryServer server =
                new RegistryServer(registry(), addresses.registry(), addresses.registryAccess());
        AddressBinding.bind(server::start, "--registry-address", addresses.registry());
        return context.parts().add(server);
    }

    /// Lets clients from outside read topics.
    void open() {
        broker.open(admin(), context.environment().ids().clock());
    }
}
