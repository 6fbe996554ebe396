package io.cairn.cli.server;

import io.cairn.api.auth.Signatures;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.segment.PackedShardStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// A whole server on free ports over four drives in one directory, and the AWS SDK to speak to it.
final class LiveServer implements AutoCloseable {
    static final int DRIVES = 4;
    static final String USER = "cairn-tests";
    static final String PASSWORD = "secret+/of the tests";
    static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();
    private final ServerNode node;
    private final S3Client s3;

    /// Starts a server over the drives in `directory` and waits until it serves.
    LiveServer(Path directory) {
        this(directory, new FileSystemDisk());
    }

    /// Starts a server whose drives are on `disk`.
    LiveServer(Path directory, Disk disk) {
        this(directory, disk, ServerConfig.Upkeep.DEFAULT, endpoint -> {});
    }

    /// Starts a server that packs shards of up to so many bytes.
    LiveServer(Path directory, int packedBytesMax) {
        this(
                directory,
                new FileSystemDisk(),
                new ServerConfig.Storage(OptionalInt.empty(), packedBytesMax),
                ServerConfig.Upkeep.DEFAULT,
                endpoint -> {});
    }

    /// Starts a server; `starting` is called as soon as it takes requests.
    LiveServer(Path directory, Disk disk, Consumer<URI> starting) {
        this(directory, disk, ServerConfig.Upkeep.DEFAULT, starting);
    }

    /// Starts a server that is told what to spend on its upkeep.
    LiveServer(Path directory, Disk disk, ServerConfig.Upkeep upkeep) {
        this(directory, disk, upkeep, endpoint -> {});
    }

    private LiveServer(
            Path directory, Disk disk, ServerConfig.Upkeep upkeep, Consumer<URI> starting) {
        this(directory, disk, ServerConfig.Storage.DEFAULT, upkeep, starting);
    }

    private LiveServer(
            Path directory,
            Disk disk,
            ServerConfig.Storage storage,
            ServerConfig.Upkeep upkeep,
            Consumer<URI> starting) {
        this.directory = directory;
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        ServerConfig config =
                new ServerConfig(
                        drives(directory),
                        storage,
                        new ServerConfig.Addresses(any, any, any),
                        Signatures.DEFAULT,
                        List.of(),
                        false,
                        Duration.ofSeconds(2),
                        upkeep);
        ServerEnvironment machine =
                ServerEnvironment.of(
                        Clock.systemUTC(),
                        Map.of(
                                RootCredentials.USER_VARIABLE, USER,
                                RootCredentials.PASSWORD_VARIABLE, PASSWORD));
        node =
                new ServerNode(
                        config,
                        new ServerEnvironment(
                                machine.ids(),
                                machine.monotonic(),
                                machine.random(),
                                disk,
                                machine.mountPoints(),
                                machine.processors(),
                                machine.variables()),
                        fault::set,
                        () -> {});
        boolean serving = false;
        try {
            node.start();
            starting.accept(endpoint());
            serving = await(node::ready);
        } finally {
            if (!serving) {
                node.close();
            }
        }
        s3 = client(endpoint());
    }

    static List<Path> drives(Path directory) {
        return IntStream.rangeClosed(1, DRIVES)
                .mapToObj(number -> directory.resolve("drive" + number))
                .toList();
    }

    /// Polls until the condition holds; false if it does not within a minute.
    static boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + ENOUGH_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    /// Bytes that follow from the seed alone.
    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed * 31 + length).nextBytes(bytes);
        return bytes;
    }

    Path directory() {
        return directory;
    }

    /// How many shards its drives hold, packed ones and those in files of their own.
    long shards() {
        long count = packedShards();
        for (LocalDrive drive : node.drives().drives()) {
            try (Stream<Path> files = Files.walk(drive.directory().resolve("shards"))) {
                count += files.filter(Files::isRegularFile).count();
            } catch (IOException | UncheckedIOException e) {
                // A file went away while it was listed: the caller looks again.
                return -1;
            }
        }
        return count;
    }

    /// How many packed shards its drives hold.
    long packedShards() {
        long count = 0;
        for (LocalDrive drive : node.drives().drives()) {
            if (drive.store() instanceof PackedShardStore store) {
                count += store.packedShards();
            }
        }
        return count;
    }

    ServerNode node() {
        return node;
    }

    S3Client s3() {
        return s3;
    }

    /// What the node said when it could not go on.
    @Nullable String fault() {
        return fault.get();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + node.s3().getPort());
    }

    String kafka() {
        return "127.0.0.1:" + node.kafka().getPort();
    }

    String registry() {
        return "http://127.0.0.1:" + node.registry().getPort();
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, PASSWORD));
    }

    /// A client that asks once and does not try again, so that every answer is seen.
    static S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .forcePathStyle(true)
                .overrideConfiguration(config -> config.retryStrategy(r -> r.maxAttempts(1)))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(PATIENCE))
                .build();
    }

    /// A client that cuts large objects into parts by itself.
    S3AsyncClient asyncClient() {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .forcePathStyle(true)
                .multipartEnabled(true)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().readTimeout(PATIENCE))
                .build();
    }

    S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    @Override
    public void close() {
        s3.close();
        node.close();
    }
}
