package io.cairn.cli;

import io.cairn.api.auth.Signatures;
import io.cairn.api.request.Region;
import io.cairn.cli.registry.RegistryAccess;
import io.cairn.cli.server.DirectoryPattern;
import io.cairn.cli.server.ServerConfig;
import io.cairn.cli.server.ServerEnvironment;
import io.cairn.platform.Check;
import io.cairn.shard.segment.SegmentSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn server`: everything in one process, until it is told to stop.
@Command(
        name = "server",
        description = "Serves S3 from the given directories, one for each drive.",
        mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
    private static final Duration DRAIN = Duration.ofSeconds(4);

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
            description =
                    "Where Kafka clients may read topics, without a password: whoever reaches it reads the names and metadata of all objects (default: ${DEFAULT-VALUE}).")
    private String kafkaAddress = "";

    @Option(
            names = "--registry-address",
            defaultValue = "127.0.0.1:8081",
            description = "Where the schema registry answers (default: ${DEFAULT-VALUE}).")
    private String registryAddress = "";

    @Option(
            names = "--registry-name",
            description =
                    "A host name under which clients call the schema registry, beside localhost and addresses; may be repeated.")
    private List<String> registryNames = new ArrayList<>();

    @Option(
            names = "--registry-writers",
            defaultValue = "local",
            description =
                    "Who may register schemas: none, local (clients on this machine) or all, without a password (default: ${DEFAULT-VALUE}).")
    private String registryWriters = "";

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
        ServerConfig config;
        try {
            config = config();
        } catch (IllegalArgumentException e) {
            return fail(e.getMessage());
        }
        ServerEnvironment environment = ServerEnvironment.of(clock, variables);
        Optional<String> fault = new ServerRun(config, environment).run();
        return fault.isEmpty() ? 0 : fail(fault.get());
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
                        Addresses.parse(registryAddress),
                        new RegistryAccess(Set.copyOf(registryNames), writers())),
                signatures(),
                domains,
                accessLog,
                DRAIN,
                new ServerConfig.Upkeep(
                        (long) atLeastOne("--heal-rate", healRate, "MiB a second") << 20,
                        Duration.ofDays(atLeastOne("--scrub-days", scrubDays, "day")),
                        Duration.ofMinutes(notNegative("--grace-minutes", graceMinutes))));
    }

    private RegistryAccess.Writers writers() {
        return switch (registryWriters) {
            case "none" -> RegistryAccess.Writers.NONE;
            case "local" -> RegistryAccess.Writers.LOCAL;
            case "all" -> RegistryAccess.Writers.ALL;
            default ->
                    throw new IllegalArgumentException(
                            "--registry-writers "
                                    + registryWriters
                                    + ": choose none, local or all");
        };
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

    private static int fail(@Nullable String message) {
        System.err.println("cairn: " + message);
        return 1;
    }
}
