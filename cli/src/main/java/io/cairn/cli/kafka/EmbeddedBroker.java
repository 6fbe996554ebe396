package io.cairn.cli.kafka;

import io.cairn.metadata.topology.LogSync;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicProvisioner;
import io.cairn.platform.kafka.TopicSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.storage.internals.log.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Kafka broker and controller in this process. Everything that Kafka itself keeps to be exact
/// after a power loss is synced before it is acknowledged. Started once, closed once; one of them
/// in a process.
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int SECRET_BYTES = 24;
    private static final int PORT_TRIES = 5;
    private static final int INNER_LISTENERS = 3;
    private static final int COORDINATOR_MILLIS = 60_000;

    private final BrokerConfig config;
    private final BrokerSettings.Secrets secrets;
    private @Nullable OuterPort outer;
    private @Nullable GroupRetention retention;
    private @Nullable KafkaNode node;
    private @Nullable SegmentSync syncing;
    private BrokerSettings.@Nullable Ports ports;

    public EmbeddedBroker(BrokerConfig config, SecureRandom random) {
        this.config = config;
        this.secrets = new BrokerSettings.Secrets(secret(random), secret(random));
    }

    private static String secret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Formats the directory if it is new and starts the broker. `fault` is told when Kafka would
    /// end the process. Throws [BrokerException] if the address is taken or the broker does not
    /// start.
    public void start(Consumer<String> fault) {
        Exit.setExitProcedure((status, message) -> fault.accept(words("exit", status, message)));
        Exit.setHaltProcedure((status, message) -> fault.accept(words("halt", status, message)));
        OuterPort bound = bind();
        outer = bound;
        for (int attempt = 1; node == null; attempt++) {
            tryStart(attempt, bound.port());
        }
        syncing = new SegmentSync(node().logs(), fault);
        LOG.debug("broker serves on {}", external());
    }

    private OuterPort bind() {
        InetSocketAddress address = config.external();
        try {
            return new OuterPort(address, config.limits());
        } catch (IOException e) {
            throw new BrokerException(
                    "cannot listen on %s:%d (%s)"
                            .formatted(address.getHostString(), address.getPort(), e.getMessage()),
                    e);
        }
    }

    private static String words(String what, int status, @Nullable String message) {
        String reason = message == null ? "what was logged before says why" : message;
        return "Kafka wants to " + what + " with status " + status + ": " + reason;
    }

    /// Free ports are looked up before the broker binds them, so another process may be faster.
    @SuppressWarnings("IllegalCatch") // The broker is Scala: checked exceptions come undeclared.
    private void tryStart(int attempt, int outerPort) {
        try {
            format();
            int[] free = FreePorts.choose(INNER_LISTENERS);
            BrokerSettings.Ports chosen =
                    new BrokerSettings.Ports(free[0], free[1], free[2], outerPort);
            KafkaNode starting =
                    new KafkaNode(
                            new KafkaConfig(BrokerSettings.of(config, chosen, secrets), false),
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), chosen.controller()));
            startOrClose(starting);
            node = starting;
            ports = chosen;
        } catch (Exception e) {
            if (attempt >= PORT_TRIES || !isBindFailure(e)) {
                throw new BrokerException("the broker did not start: " + e.getMessage(), e);
            }
            LOG.debug("a port was taken meanwhile, trying others", e);
        }
    }

    /// A node that did not start holds ports and the lock of its log until it is closed.
    private static void startOrClose(KafkaNode starting) {
        boolean done = false;
        try {
            starting.start();
            done = true;
        } finally {
            if (!done) {
                starting.close();
            }
        }
    }

    private static boolean isBindFailure(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private void format() throws Exception {
        Path properties = config.directory().resolve("meta.properties");
        if (Files.exists(properties)) {
            return;
        }
        String directory = config.directory().toString();
        Files.createDirectories(config.directory());
        new Formatter()
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId(kafkaId(config.clusterId()))
                .addDirectory(directory)
                .setMetadataLogDirectory(directory)
                .setControllerListenerName(BrokerSettings.CONTROLLER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setPrintStream(
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
        syncAll(config.directory());
    }

    private static String kafkaId(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }

    /// The formatter does not sync what it writes; a power cut soon after would leave empty files.
    private static void syncAll(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.toList()) {
                sync(entry);
            }
        }
        sync(Objects.requireNonNull(directory.toAbsolutePath().getParent()));
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Makes durable all that the partitions of all topics hold now, and where they lie. The broker
    /// never syncs the name of a partition's directory: after a power cut it would make an empty
    /// partition in its place.
    public void syncPartitions() throws IOException {
        node().logs().allLogs().forEach(log -> log.flush(true));
        sync(config.directory());
    }

    /// What makes the records of `namespace` durable, for the fold; of use once started, by one
    /// thread. Closed with this.
    public LogSync sync() {
        if (syncing == null) {
            throw new IllegalStateException("the broker is not started");
        }
        return syncing;
    }

    private KafkaNode node() {
        if (node == null) {
            throw new IllegalStateException("the broker is not started");
        }
        return node;
    }

    /// Waits until the broker coordinates groups: until it has read what it keeps of them.
    public void awaitCoordinator(Admin admin) {
        String group = config.topicPrefix() + "probe";
        DescribeConsumerGroupsOptions options =
                new DescribeConsumerGroupsOptions().timeoutMs(COORDINATOR_MILLIS);
        try {
            admin.describeConsumerGroups(List.of(group), options).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw new BrokerException("the broker does not coordinate groups", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while starting", e);
        }
    }

    /// Creates Kafka's own topics so that they are synced, and lets outsiders read and nothing
    /// else.
    public void secure(Admin admin) {
        Map<String, String> compacted =
                Map.of(
                        "cleanup.policy", "compact",
                        "compression.type", "producer",
                        "flush.messages", "1",
                        "segment.bytes", BrokerSettings.OWN_SEGMENT_BYTES);
        new TopicProvisioner(admin)
                .provision(
                        List.of(
                                new TopicSpec("__consumer_offsets", 1, (short) 1, compacted),
                                new TopicSpec("__transaction_state", 1, (short) 1, compacted)));
        OutsiderRights.grant(admin, config.topicPrefix());
    }

    /// Lets outsiders in, which has to come after [#secure]. Those who connected before have
    /// waited. `admin` is used until this is closed.
    public void open(Admin admin, Clock clock) {
        OuterPort port = outer();
        retention =
                new GroupRetention(
                        admin,
                        connection(),
                        config.topicPrefix(),
                        config.limits(),
                        port.groups(),
                        clock);
        retention.start();
        InetSocketAddress listener =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), ports().external());
        port.start(new OuterLogin(listener, BrokerSettings.OUTSIDER, secrets.outsiders()));
    }

    /// How the server's own clients connect.
    public KafkaConnection connection() {
        return new KafkaConnection(
                "127.0.0.1:" + ports().internal(), BrokerSettings.clientSecurity(secrets.own()));
    }

    /// Where outsiders connect.
    public InetSocketAddress external() {
        return new InetSocketAddress(config.external().getAddress(), ports().outer());
    }

    /// What deletes unused groups, for tests.
    GroupRetention retention() {
        return Objects.requireNonNull(retention);
    }

    /// The port of outsiders, for tests.
    OuterPort outer() {
        return Objects.requireNonNull(outer);
    }

    /// The logs of all partitions, for tests.
    LogManager logs() {
        return node().logs();
    }

    /// The broker's own ports, for tests.
    List<Integer> ownPorts() {
        return List.of(ports().internal(), ports().controller(), ports().external());
    }

    private BrokerSettings.Ports ports() {
        if (ports == null) {
            throw new IllegalStateException("the broker is not started");
        }
        return ports;
    }

    @Override
    public void close() {
        if (retention != null) {
            retention.close();
            retention = null;
        }
        if (outer != null) {
            outer.close();
            outer = null;
        }
        if (syncing != null) {
            syncing.close();
            syncing = null;
        }
        if (node != null) {
            node.close();
            node = null;
        }
    }
}
