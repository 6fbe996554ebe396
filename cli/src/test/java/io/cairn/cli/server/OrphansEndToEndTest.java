package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.cli.server.FaultyDisk.Fault;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Shards that nothing refers to go while the server runs, and nothing else does.
class OrphansEndToEndTest {
    private static final String BUCKET = "stones";
    private static final int LARGE = 3 << 20;
    private static final String WRONG_MD5 = "AAAAAAAAAAAAAAAAAAAAAA==";
    private static final int LISTED_MAX = 10_000;
    private static final ServerConfig.Upkeep SOON =
            new ServerConfig.Upkeep(64L << 20, Duration.ofSeconds(1), Duration.ZERO);

    @TempDir Path directory;

    private static void put(LiveServer server, String key, byte[] content) {
        server.s3().putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
    }

    /// A shard, and the drive that holds it.
    private record Lying(LocalDrive drive, ShardRef shard) {}

    /// The shards on all drives that no object is made of.
    private static List<Lying> unnamed(LiveServer server) {
        Set<Lying> named = new HashSet<>();
        for (Redundancy.Shard shard : new Redundancy(server).shards(BUCKET)) {
            named.add(new Lying(shard.drive().orElseThrow(), shard.ref()));
        }
        List<Lying> unnamed = new ArrayList<>();
        for (LocalDrive drive : server.node().drives().drives()) {
            ShardRef first = new ShardRef(new BlobId(new UUID(0, 0)), 0, 0);
            try {
                for (ShardRef shard : drive.store().list(first, LISTED_MAX)) {
                    unnamed.add(new Lying(drive, shard));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        unnamed.removeAll(named);
        return unnamed;
    }

    private static Lying plant(LiveServer server, LocalDrive drive, ShardRef shard, long base)
            throws IOException {
        BucketImage bucket = server.node().metadata().namespace().bucket(BUCKET).orElseThrow();
        ShardOwner owner =
                new ShardOwner(
                        BUCKET,
                        bucket.id(),
                        new ObjectKey("kept"),
                        new EventId(new UUID(5, 5)),
                        base);
        NewShard made = new NewShard(shard, new ShardShape(2, 2, 1 << 20), owner);
        drive.store().write(made, new byte[10], 0, 10);
        return new Lying(drive, shard);
    }

    /// Whether some shard is written piece by piece.
    private boolean isBeingWritten() {
        Path temporaries = LiveServer.drives(directory).getFirst().resolve("tmp");
        try (Stream<Path> files = Files.list(temporaries)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An upload that goes on when it is told to.
    private static final class Slow implements AutoCloseable {
        private final HttpURLConnection connection;
        private final OutputStream out;

        Slow(LiveServer server, String key, byte[] content) throws IOException {
            URL url;
            try (S3Presigner presigner = server.presigner()) {
                url =
                        presigner
                                .presignPutObject(p ->
                                        p.signatureDuration(Duration.ofHours(1))
                                                .putObjectRequest(o -> o.bucket(BUCKET).key(key)))
                                .url();
            }
            connection = (HttpURLConnection) url.openConnection();
            connection.setRequestMethod("PUT");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(content.length);
            out = connection.getOutputStream();
        }

        void send(byte[] content, int from, int to) throws IOException {
            out.write(content, from, to - from);
            out.flush();
        }

        int status() throws IOException {
            out.close();
            return connection.getResponseCode();
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }

    @Test
    void orphans_thatAriseWhileTheServerRuns_goWithoutARestartAndNothingElseDoes()
            throws Exception {
        byte[] kept = LiveServer.bytes(1, LARGE);
        byte[] slow = LiveServer.bytes(2, LARGE);
        FaultyDisk disk = new FaultyDisk(LiveServer.drives(directory).getLast());
        try (LiveServer server = new LiveServer(directory, disk, SOON)) {
            server.s3().createBucket(b -> b.bucket(BUCKET));
            put(server, "kept", kept);
            disk.fault = Fault.KEEPS_SHARDS;
            assertThatThrownBy(() ->
                            server.s3()
                                    .putObject(
                                            p -> p.bucket(BUCKET).key("bad").contentMD5(WRONG_MD5),
                                            RequestBody.fromBytes(kept)))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
            assertThat(LiveServer.await(() -> unnamed(server).size() == 1)).isTrue();
            put(server, "between", kept);

            try (Slow upload = new Slow(server, "slow", slow)) {
                upload.send(slow, 0, LARGE / 2);
                assertThat(LiveServer.await(this::isBeingWritten)).isTrue();
                Redundancy.Shard named = new Redundancy(server).shards(BUCKET).getFirst();
                LocalDrive drive = named.drive().orElseThrow();
                plant(server, drive, new ShardRef(named.blob().id(), named.index(), 7), 0);
                BlobId other = new BlobId(new UUID(9, 9));
                Lying running = plant(server, drive, new ShardRef(other, 0, 0), 1L << 40);
                put(server, "after", kept);
                disk.fault = Fault.NONE;

                LiveServer.await(() -> unnamed(server).equals(List.of(running)));
                assertThat(unnamed(server)).containsExactly(running);
                upload.send(slow, LARGE / 2, LARGE);
                assertThat(upload.status()).isEqualTo(200);
            }
            assertThat(server.node().healing().scrubbed().removed()).isGreaterThanOrEqualTo(2);
            assertThat(new Redundancy(server).lacking(BUCKET)).isEmpty();
            assertThat(
                            server.s3()
                                    .getObjectAsBytes(g -> g.bucket(BUCKET).key("slow"))
                                    .asByteArray())
                    .isEqualTo(slow);
        }
    }
}
