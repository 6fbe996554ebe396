package io.cairn.cli.server;

import io.cairn.api.AccessControl;
import io.cairn.api.S3Node;
import io.cairn.api.auth.Credentials;
import io.cairn.blobs.BlobLimits;
import io.cairn.blobs.ErasureBlobStore;
import io.cairn.blobs.kafka.DamageTopic;
import io.cairn.cli.kafka.BrokerConfig;
import io.cairn.cli.kafka.EmbeddedBroker;
import io.cairn.cli.registry.EmbeddedRegistry;
import io.cairn.cli.registry.RegistryServer;
import io.cairn.journal.JournalException;
import io.cairn.journal.home.LogHome;
import io.cairn.journal.home.LogReserve;
import io.cairn.journal.kafka.LogJournals;
import io.cairn.metadata.kafka.MetadataConfig;
import io.cairn.metadata.kafka.MetadataNode;
import io.cairn.platform.file.FileHandles;
import io.cairn.platform.kafka.TopicException;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.shard.drive.DriveEnvironment;
import io.cairn.shard.drive.DriveReport;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.DriveSetException;
import io.cairn.shard.drive.DriveWatch;
import io.cairn.shard.reclaim.ReadTracker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything in one process: drives, embedded broker and registry, the fold, the S3 front end.
/// Started bottom-up, closed in reverse. Started once, closed once.
public final class ServerNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerNode.class);

    private final ServerConfig config;
    private final ServerEnvironment environment;
    private final Consumer<String> fault;
    private final Runnable anew;
    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    private final ReadTracker reads = new ReadTracker();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final List<Runnable> halts = new CopyOnWriteArrayList<>();
    private @Nullable Admin admin;
    private @Nullable HealingNode healing;
    private @Nullable LogJournals journals;
    private volatile @Nullable LogReserve reserve;
    private @Nullable StripeCoding coding;
    private long restored;
    private @Nullable Parts parts;

    /// What the outside may ask for once the node is started.
    private record Parts(
            RootCredentials credentials,
            DriveSet drives,
            EmbeddedBroker broker,
            RegistryServer registry,
            MetadataNode metadata,
            S3Node s3) {}

    /// A node over `config`. `fault` is told in words when it cannot go on: the process should end.
    /// `anew` is called when it serves reads only and another one could take writes: this one
    /// should be closed, and another started.
    public ServerNode(
            ServerConfig config,
            ServerEnvironment environment,
            Consumer<String> fault,
            Runnable anew) {
        this.config = config;
        this.environment = environment;
        this.fault = fault;
        this.anew = anew;
    }

    /// What cannot go on. Where the log's drive is full nobody can write, but all that was
    /// acknowledged is in the fold and on the drives: it is read as before.
    private void failed(String words) {
        LogReserve watched = reserve;
        if (watched != null && watched.halt()) {
            halts.forEach(Runnable::run);
            LOG.error("nothing is written any more, reads go on: {}", words);
        } else {
            fault.accept(words);
        }
    }

    /// Starts all parts. On return requests are taken; they are answered with 503 until [#ready].
    /// Throws [ServerException] with what the operator has to change if a part cannot start.
    public void start() {
        try {
            RootCredentials.check(environment.variables());
            LogReserve.prepare(environment.disk(), config.directories());
            DriveSet drives = openDrives();
            Path home = drives.home().directory();
            watchSpace(drives, home);
            RootCredentials credentials =
                    RootCredentials.load(
                            RenewedDrives.keys(drives),
                            environment.variables(),
                            environment.random());
            LogJournals copies = journals(drives);
            journals = copies;
            LogHome log = new LogHome(home, drives.boot(), environment.disk());
            log.prepare(copies);
            EmbeddedBroker broker = broker(log, drives);
            started.push(broker);
            MetadataNode metadata = metadata(home.resolve("state"));
            LOG.debug("starting the broker");
            startBrokerAndOpen(
                    broker,
                    () -> {
                        metadata.open();
                        copies.openOnce();
                        coding = new StripeCoding();
                    },
                    metadata);
            Admin shared = secured(broker);
            restored = copies.restore(shared, broker.connection(), log.rebuilding());
            broker.syncPartitions();
            log.rebuilt();
            LOG.debug("starting the registry, joining the fold's group");
            EmbeddedRegistry registry = registry(broker, copies);
            startRegistryAndJoin(
                    registry,
                    shared,
                    () ->
                            metadata.join(
                                    broker.connection(),
                                    shared,
                                    JournaledFold.beyondLog(copies.evidence())));
            broker.syncPartitions();
            copies.follow(broker.connection(), new JournaledFold(metadata), this::failed);
            started.push(copies);
            RegistryServer registryServer = startRegistry(registry);
            LOG.debug("starting the fold");
            metadata.start(registry);
            broker.open(shared, environment.ids().clock());
            LOG.debug("starting the S3 front end");
            startReclaim(drives, broker, registry, metadata);
            S3Node s3 = startS3(drives, credentials, broker, registry, metadata);
            parts = new Parts(credentials, drives, broker, registryServer, metadata, s3);
        } catch (DriveSetException | JournalException | IllegalArgumentException | IOException e) {
            throw new ServerException(String.valueOf(e.getMessage()), e);
        } catch (TopicException | RegistryException | KafkaException e) {
            throw new ServerException("cannot start: " + e.getMessage(), e);
        }
    }

    private void watchSpace(DriveSet drives, Path home) {
        drives.drives().stream()
                .filter(drive -> !drive.home())
                .forEach(drive -> LogReserve.forget(environment.disk(), drive.directory()));
        LogReserve watched = new LogReserve(environment.disk(), home, anew);
        started.push(watched);
        watched.start();
        reserve = watched;
    }

    private LogJournals journals(DriveSet drives) {
        return new LogJournals(
                drives, environment.disk(), JournaledFold.topics(topics), environment.random());
    }

    private EmbeddedRegistry registry(EmbeddedBroker broker, LogJournals copies) {
        EmbeddedRegistry registry =
                new EmbeddedRegistry(
                        broker.connection(),
                        ServerConfig.REPLICAS,
                        topics.prefix(),
                        copies.schemas()::await);
        started.push(registry);
        return registry;
    }

    private EmbeddedBroker broker(LogHome log, DriveSet drives) {
        return new EmbeddedBroker(
                new BrokerConfig(
                        log.directory(),
                        UUID.fromString(drives.clusterId()),
                        config.addresses().kafka(),
                        topics.prefix()),
                environment.random());
    }

    private DriveSet openDrives() {
        DriveSet drives =
                DriveSet.open(
                        config.directories(),
                        config.storage().options(),
                        new DriveEnvironment(
                                environment.disk(),
                                environment.mountPoints(),
                                environment.ids().clock(),
                                environment.random()));
        started.push(drives);
        return drives;
    }

    private RegistryServer startRegistry(EmbeddedRegistry registry) {
        RegistryServer server =
                new RegistryServer(
                        registry,
                        config.addresses().registry(),
                        config.addresses().registryAccess());
        AddressBinding.bind(server::start, "--registry-address", config.addresses().registry());
        started.push(server);
        return server;
    }

    private MetadataNode metadata(Path directory) {
        MetadataNode metadata = metadataNode(directory);
        halts.add(metadata::halt);
        return metadata;
    }

    private MetadataNode metadataNode(Path directory) {
        return new MetadataNode(
                new MetadataConfig(
                        topics,
                        directory,
                        ServerConfig.PARTITIONS,
                        ServerConfig.REPLICAS,
                        MetadataConfig.Memory.DEFAULT,
                        MetadataConfig.Timeouts.DEFAULT),
                environment.ids(),
                failure -> failed("the fold stopped: " + failure.getMessage()));
    }

    /// Starts the broker while what needs none is opened beside it.
    private void startBrokerAndOpen(EmbeddedBroker broker, Runnable open, MetadataNode metadata) {
        ConcurrentStep opening = ConcurrentStep.start(open);
        started.push(this::closeAdmin);
        started.push(metadata);
        try {
            broker.start(this::failed);
        } finally {
            opening.await();
        }
    }

    private void closeAdmin() {
        if (admin != null) {
            admin.close();
        }
    }

    /// Reads the schemas while the fold, which needs none yet, joins its group beside it.
    private static void startRegistryAndJoin(
            EmbeddedRegistry registry, Admin shared, Runnable join) {
        ConcurrentStep joining = ConcurrentStep.start(join);
        try {
            registry.start(shared);
        } finally {
            joining.await();
        }
    }

    /// An admin client of the broker, which has its topics and rights and coordinates groups.
    private Admin secured(EmbeddedBroker broker) {
        Admin made = Admin.create(broker.connection().settings());
        admin = made;
        broker.secure(made);
        LOG.debug("waiting for the broker to coordinate groups");
        broker.awaitCoordinator(made);
        return made;
    }

    private void startReclaim(
            DriveSet drives,
            EmbeddedBroker broker,
            EmbeddedRegistry registry,
            MetadataNode metadata) {
        ReclaimNode reclaim =
                new ReclaimNode(
                        drives.drives(),
                        environment.disk(),
                        reads,
                        metadata,
                        new ReclaimNode.Log(broker.connection(), registry, topics.reclaim()),
                        config.upkeep().grace());
        reclaim.start();
        started.push(reclaim);
        stops.push(reclaim::stop);
    }

    private S3Node startS3(
            DriveSet drives,
            RootCredentials credentials,
            EmbeddedBroker broker,
            EmbeddedRegistry registry,
            MetadataNode metadata) {
        StripeCoding kernels = Objects.requireNonNull(coding);
        HandleShares handles = HandleShares.of(FileHandles.now());
        handles.report();
        DamageTopic damage = new DamageTopic(broker.connection(), topics, registry);
        started.push(damage);
        ErasureBlobStore blobs =
                new ErasureBlobStore(
                        drives.drives(),
                        drives.layout(),
                        kernels.first(),
                        BlobLimits.byDefault(environment.processors())
                                .withOpenShardsUpTo(handles.openShards()),
                        environment.ids(),
                        damage);
        started.push(blobs);
        started.push(kernels);
        kernels.improve(metadata::ready, blobs::codeBy);
        LogReserve watched = Objects.requireNonNull(reserve);
        NodeStatus status = new NodeStatus(drives, metadata, watched);
        started.push(status);
        status.start();
        S3Node s3 =
                new S3Node(
                        config.s3(drives.clusterId(), handles.connections()),
                        new ReservedNamespace(metadata.namespace(), watched),
                        new ReservedBlobStore(blobs, watched),
                        AccessControl.ofRoot(
                                Credentials.of(
                                        new Credentials.AccessKey(
                                                credentials.accessKey(),
                                                credentials.secretKey(),
                                                "root"))),
                        () -> new TrackedRead(reads.begin()),
                        environment.ids(),
                        status);
        DriveWatch.Listener watching = new RenewedDrives(drives, journals(), environment, fault);
        HealingNode heals =
                new HealingNode(
                        new HealingNode.Watched(
                                drives,
                                reads,
                                watching,
                                (drive, pace) -> journals().scrub(drive, pace::spend)),
                        blobs,
                        metadata,
                        damage,
                        new HealingNode.Reports(broker.connection(), registry, topics),
                        environment,
                        config.upkeep());
        started.push(heals);
        stops.push(heals::stop);
        healing = heals;
        AddressBinding.bind(s3::start, "--address", config.addresses().s3());
        started.push(s3);
        heals.start();
        return s3;
    }

    /// Whether everything that was in the log at the start is folded, so that requests are
    /// answered.
    public boolean ready() {
        return parts().metadata().ready();
    }

    /// How many records are to be folded until then.
    public long lag() {
        return parts().metadata().lag();
    }

    /// The root user's keys.
    public RootCredentials credentials() {
        return parts().credentials();
    }

    /// The file that holds them, unless they came from the environment.
    public Path credentialsFile() {
        return RenewedDrives.keys(parts().drives()).getFirst();
    }

    /// What was found on the drives.
    public DriveReport driveReport() {
        return parts().drives().report();
    }

    /// How many records of the log were made again from the journals at this start.
    public long restored() {
        return restored;
    }

    /// The drives that are there, and how many are known.
    public DriveSet drives() {
        return parts().drives();
    }

    /// The fold, for tools that look inside.
    public MetadataNode metadata() {
        return parts().metadata();
    }

    /// The copies of the log.
    LogJournals journals() {
        LogJournals running = journals;
        if (running == null) {
            throw new IllegalStateException("the node is not started");
        }
        return running;
    }

    /// What brings lost redundancy back.
    HealingNode healing() {
        HealingNode running = healing;
        if (running == null) {
            throw new IllegalStateException("the node is not started");
        }
        return running;
    }

    /// Where S3 clients connect.
    public InetSocketAddress s3() {
        return new InetSocketAddress(config.addresses().s3().getAddress(), parts().s3().port());
    }

    /// Where Kafka clients connect.
    public InetSocketAddress kafka() {
        return parts().broker().external();
    }

    /// Where the schema registry answers.
    public InetSocketAddress registry() {
        return new InetSocketAddress(
                config.addresses().registry().getAddress(), parts().registry().port());
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("the server is not started");
        }
        return parts;
    }

    /// Finishes requests in flight, then stops all parts in the reverse order of their start. One
    /// that fails to stop does not keep the others from it. What works in the background is told
    /// first, so that it ends beside the requests; none of it is waited for longer than a moment,
    /// lest a drive that hangs keep the log from being closed.
    @Override
    @SuppressWarnings("IllegalCatch") // Whatever one part throws, the others are closed too.
    public void close() {
        stops.forEach(Runnable::run);
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
