package io.cairn.cli.server;

import io.cairn.api.S3Node;
import io.cairn.cli.kafka.EmbeddedBroker;
import io.cairn.cli.registry.RegistryServer;
import io.cairn.journal.JournalException;
import io.cairn.journal.home.LogReserve;
import io.cairn.journal.kafka.LogJournals;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.platform.kafka.TopicException;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.shard.drive.DriveReport;
import io.cairn.shard.drive.DriveSet;
import io.cairn.shard.drive.DriveSetException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Consumer;
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
    private final StartedParts parts = new StartedParts();
    private volatile @Nullable LogReserve reserve;
    private @Nullable LogNode log;
    private @Nullable HealingNode healing;
    private @Nullable Doors doors;

    /// What the outside may ask for once the node is started.
    private record Doors(
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
            parts.halt();
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
            startNodes(
                    new NodeContext(
                            config,
                            environment,
                            new Topics(Topics.DEFAULT_PREFIX),
                            parts,
                            this::failed,
                            anew));
        } catch (DriveSetException | JournalException | IllegalArgumentException | IOException e) {
            throw new ServerException(String.valueOf(e.getMessage()), e);
        } catch (TopicException | RegistryException | KafkaException e) {
            throw new ServerException("cannot start: " + e.getMessage(), e);
        }
    }

    private void startNodes(NodeContext context) throws IOException {
        DriveNode drives = DriveNode.open(context);
        reserve = drives.reserve();
        RootCredentials credentials =
                RootCredentials.load(
                        RenewedDrives.keys(drives.drives()),
                        environment.variables(),
                        environment.random());
        LogNode records = LogNode.open(context, drives);
        log = records;
        FoldNode fold = FoldNode.over(context, drives);
        records.startBroker(fold);
        records.restore();
        records.startRegistry(fold);
        RegistryServer registry = records.serveRegistry();
        LOG.debug("starting the fold");
        fold.start(records);
        records.open();
        LOG.debug("starting the S3 front end");
        drives.startReclaim(records, fold);
        FrontNode front =
                FrontNode.open(
                        context,
                        drives,
                        records,
                        fold,
                        new StripeCoding(environment.monotonic()),
                        credentials);
        HealingNode heals = drives.healing(records, fold, front, fault);
        healing = heals;
        front.start();
        heals.start();
        doors =
                new Doors(
                        credentials,
                        drives.drives(),
                        records.broker(),
                        registry,
                        fold.metadata(),
                        front.s3());
    }

    /// Whether everything that was in the log at the start is folded, so that requests are
    /// answered.
    public boolean ready() {
        return doors().metadata().ready();
    }

    /// How many records are to be folded until then.
    public long lag() {
        return doors().metadata().lag();
    }

    /// The root user's keys.
    public RootCredentials credentials() {
        return doors().credentials();
    }

    /// The file that holds them, unless they came from the environment.
    public Path credentialsFile() {
        return RenewedDrives.keys(doors().drives()).getFirst();
    }

    /// What was found on the drives.
    public DriveReport driveReport() {
        return doors().drives().report();
    }

    /// How many records of the log were restored from the journals at this start.
    public long restored() {
        return log().restored();
    }

    /// The drives that are there, and how many are known.
    public DriveSet drives() {
        return doors().drives();
    }

    /// The fold, for tools that look inside.
    public MetadataNode metadata() {
        return doors().metadata();
    }

    /// The copies of the log.
    LogJournals journals() {
        return log().journals();
    }

    /// The log, for tests too.
    LogNode log() {
        LogNode running = log;
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
        return new InetSocketAddress(config.addresses().s3().getAddress(), doors().s3().port());
    }

    /// Where Kafka clients connect.
    public InetSocketAddress kafka() {
        return doors().broker().external();
    }

    /// Where the schema registry answers.
    public InetSocketAddress registry() {
        return new InetSocketAddress(
                config.addresses().registry().getAddress(), doors().registry().port());
    }

    private Doors doors() {
        if (doors == null) {
            throw new IllegalStateException("the server is not started");
        }
        return doors;
    }

    /// Finishes requests in flight, then stops all parts in the reverse order of their start. What
    /// works in the background is told first, so that it ends beside the requests; none of it is
    /// waited for longer than a moment, lest a drive that hangs keep the log from being closed.
    @Override
    public void close() {
        parts.close();
    }
}
