package io.cairn.cli;

import io.cairn.api.auth.Signatures;
import io.cairn.api.request.Region;
import io.cairn.cli.kafka.BrokerException;
import io.cairn.cli.server.DirectoryPattern;
import io.cairn.cli.server.ServerConfig;
import io.cairn.cli.server.ServerEnvironment;
import io.cairn.cli.server.ServerException;
import io.cairn.cli.server.ServerNode;
import io.cairn.platform.Check;
import io.cairn.shard.segment.SegmentSettings;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn server`: everything in one process, until it is told to stop.
@Command(
        name = "server",
        description = "Serves S3 from the given directories, one for each drive.",
        mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);
    private static final long PROGRESS_MILLIS = 5_000;
    private static final long POLL_MILLIS = 20;
    private static final Duration DRAIN = Duration.ofSeconds(4);
    private static final Duration STOP = Duration.ofSeconds(9);

    private final Clock clock;
    private final Map<String, String> variables;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR",
            description = "Directories, in any order; data{1...4} stands for data1 to data4.")
    private List<String> directories = List.of();

    @Option(
            names = "--address",
            defaultValue = ":9000",
            description =
                    "Where S3 is served; port 0 for any free one (default: ${DEFAULT-VALUE}).")
    private String address = "";

    @Option(
            names = "--kafka-address",
            defaultValue = "127.0.0.1:9092",
            description = "Where Kafka clients may read topics (default: ${DEFAULT-VALUE}).")
    private String kafkaAddress = "";

    @Option(
            names = "--registry-address",
            defaultValue = "127.0.0.1:8081",
            description = "Where the schema registry answers (default: ${DEFAULT-VALUE}).")
    private String registryAddress = "";

    @Option(names = "--region", description = "The one region clients may sign for (default: any).")
    private @Nullable String region;

    @Option(names = "--no-sigv2", description = "Refuse signatures of version 2.")
    private boolean withoutVersionTwo;

    @Option(
            names = "--parity",
            description = "Drives that may be lost (default: by the number of drives).")
    private @Nullable Integer parity;

    @Option(
            names = "--pack-limit-kib",
            defaultValue = "256",
            description =
                    "KiB up to which shards are packed into segments, instead of getting a file each (default: ${DEFAULT-VALUE}).")
    private int packLimit;

    @Option(
            names = "--domain",
            description = "A name under which buckets are hosts (bucket.NAME); may be repeated.")
    private List<String> domains = new ArrayList<>();

    @Option(
            names = "--heal-rate",
            defaultValue = "64",
            description =
                    "MiB read and written in a second to make lost shards again (default: ${DEFAULT-VALUE}).")
    private int healRate;

    @Option(
            names = "--scrub-days",
            defaultValue = "30",
            description =
                    "Days within which everything is read once to find damage (default: ${DEFAULT-VALUE}).")
    private int scrubDays;

    @Option(
            names = "--grace-minutes",
            defaultValue = "0",
            description =
                    "Minutes for which the content of deleted and replaced objects is kept on the drives (default: ${DEFAULT-VALUE}).")
    private int graceMinutes;

    @Option(names = "--access-log", description = "Log a line for each request.")
    private boolean accessLog;

    ServerCommand(Clock clock, Map<String, String> variables) {
        this.clock = clock;
        this.variables = Map.copyOf(variables);
    }

    @Override
    public Integer call() throws InterruptedException {
        AtomicReference<@Nullable String> fault = new AtomicReference<>();
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        ServerConfig config;
        try {
            config = config();
        } catch (IllegalArgumentException e) {
            return fail(e.getMessage());
        }
        ServerNode node =
                new ServerNode(
                        config,
                        ServerEnvironment.of(clock, variables),
                        words -> {
                            fault.compareAndSet(null, words);
                            stop.countDown();
                        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOnSignal(stop, stopped, fault)));
        try {
            node.start();
            awaitReady(node, stop);
            if (stop.getCount() > 0) {
                Banner.print(
                        node, config.signatures().region(), System.console() != null, System.out);
                System.out.println("Cairn serves on http://" + Addresses.show(node.s3()));
                stop.await();
            }
        } catch (ServerException | BrokerException e) {
            LOG.debug("start failed", e);
            fault.compareAndSet(null, hint(e));
        } finally {
            if (!closes(node::close, STOP)) {
                LOG.warn("not everything stopped, or not within {}", STOP);
            }
            stopped.countDown();
        }
        String reason = fault.get();
        return reason == null ? 0 : fail(reason);
    }

    /// What to tell the operator. Only of a broker whose address is taken is it known that another
    /// address helps.
    static String hint(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof BrokerException && failure.getCause() instanceof BindException
                ? message + ": choose another with --kafka-address"
                : message;
    }

    private ServerConfig config() {
        List<Path> paths = new ArrayList<>();
        for (String directory : directories) {
            for (String expanded : DirectoryPattern.expand(directory)) {
                paths.add(Path.of(expanded).toAbsolutePath().normalize());
            }
        }
        return new ServerConfig(
                paths,
                new ServerConfig.Storage(
                        parity == null ? OptionalInt.empty() : OptionalInt.of(parity),
                        packLimitBytes()),
                new ServerConfig.Addresses(
                        Addresses.parse(address),
                        Addresses.parse(kafkaAddress),
                        Addresses.parse(registryAddress)),
                signatures(),
                domains,
                accessLog,
                DRAIN,
                new ServerConfig.Upkeep(
                        (long) atLeastOne("--heal-rate", healRate, "MiB a second") << 20,
                        Duration.ofDays(atLeastOne("--scrub-days", scrubDays, "day")),
                        Duration.ofMinutes(notNegative("--grace-minutes", graceMinutes))));
    }

    private int packLimitBytes() {
        int max = SegmentSettings.SMALL_BYTES_MAX >> 10;
        Check.argument(
                packLimit >= 0 && packLimit <= max,
                "--pack-limit-kib %d: choose 0 to %d KiB",
                packLimit,
                max);
        return packLimit << 10;
    }

    private Signatures signatures() {
        String one = region;
        return new Signatures(one == null ? Region.ANY : Region.of(one), !withoutVersionTwo);
    }

    private static int notNegative(String option, int value) {
        Check.argument(value >= 0, "%s %d: choose 0 or more", option, value);
        return value;
    }

    private static int atLeastOne(String option, int value, String unit) {
        Check.argument(value >= 1, "%s %d: choose 1 %s or more", option, value, unit);
        return value;
    }

    private static void awaitReady(ServerNode node, CountDownLatch stop)
            throws InterruptedException {
        long waited = 0;
        while (!node.ready() && !stop.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            waited += POLL_MILLIS;
            if (waited % PROGRESS_MILLIS == 0) {
                LOG.info("folding the log, {} records to go", node.lag());
            }
        }
    }

    /// Runs `close` on a thread of its own, which is left behind if that takes longer than `limit`;
    /// whether it did not. Kafka waits for minutes for a part of it that has failed, and a server
    /// that serves no more should end, so that it can be started again.
    static boolean closes(Runnable close, Duration limit) {
        FutureTask<Boolean> closing = new FutureTask<>(close, true);
        Thread.ofPlatform().name("close").daemon().start(closing);
        try {
            return closing.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            LOG.warn("the server did not stop cleanly", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Runs when the process ends. If a signal ends it, lets the main thread stop the node first;
    /// the exit code would then be the signal's, though all went well.
    private static void stopOnSignal(
            CountDownLatch stop, CountDownLatch stopped, AtomicReference<@Nullable String> fault) {
        if (stopped.getCount() == 0) {
            return;
        }
        stop.countDown();
        try {
            if (!stopped.await(STOP.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("cairn: not everything stopped in time");
            } else if (fault.get() == null) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int fail(@Nullable String message) {
        System.err.println("cairn: " + message);
        return 1;
    }
}
