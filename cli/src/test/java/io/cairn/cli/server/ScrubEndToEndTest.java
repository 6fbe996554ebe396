package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.Uuids;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// Damage that no client meets is found and healed.
class ScrubEndToEndTest {
    private static final String BUCKET = "stones";
    private static final int[] SIZES = {1, 100, 4_000, 65_537, 300_000, (1 << 20) + 1};
    private static final int OBJECTS = Integer.getInteger("cairn.scrub.objects", 150);
    private static final double DAMAGED = 0.01;
    private static final int AT_A_TIME = 8;
    private static final long SEED = 47;
    private static final ServerConfig.Upkeep SOON =
            new ServerConfig.Upkeep(64L << 20, Duration.ofSeconds(1), Duration.ZERO);

    // docs/formats/shard.md
    private static final int HEADER_LENGTH_AT = 12;
    private static final int BLOB_AT = 16;
    private static final int SHARD_LENGTH_AT = 48;
    private static final int CRC_BYTES = 4;

    @TempDir Path directory;

    private static void fill(LiveServer server) throws Exception {
        server.s3().createBucket(b -> b.bucket(BUCKET));
        List<Callable<String>> puts = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            String key = "k" + i;
            byte[] content = LiveServer.bytes(i, SIZES[i % SIZES.length]);
            puts.add(() ->
                    server.s3()
                            .putObject(
                                    p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content))
                            .eTag());
        }
        Tasks.run(AT_A_TIME, puts);
    }

    /// A shard, and the directory of the drive that holds it.
    private record Lying(ShardRef shard, Path drive) {}

    private static List<Lying> lying(LiveServer server) {
        return new ArrayList<>(
                new Redundancy(server)
                        .shards(BUCKET).stream()
                                .map(shard ->
                                        new Lying(
                                                shard.ref(),
                                                shard.drive().orElseThrow().directory()))
                                .toList());
    }

    /// Flips one byte of a shard: anywhere in its header or its first block.
    private static void flip(Lying lying, Map<Path, byte[]> files, Random random)
            throws IOException {
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            int start = file.getKey().startsWith(lying.drive()) ? find(lying, file.getValue()) : -1;
            if (start >= 0) {
                ByteBuffer bytes = ByteBuffer.wrap(file.getValue());
                int header = bytes.getInt(start + HEADER_LENGTH_AT);
                long data = bytes.getLong(start + SHARD_LENGTH_AT);
                int end = (int) (header + Math.min(1 << 16, data) + CRC_BYTES);
                file.getValue()[start + random.nextInt(end)] ^= (byte) (1 + random.nextInt(255));
                Files.write(file.getKey(), file.getValue());
                return;
            }
        }
        throw new AssertionError("no file holds " + lying);
    }

    /// Where the header of a shard begins, by the bytes that name it.
    private static int find(Lying lying, byte[] bytes) {
        ByteBuffer name =
                ByteBuffer.allocate(24)
                        .put(Uuids.toBytes(lying.shard().blob().value()))
                        .putInt(lying.shard().index())
                        .putInt(lying.shard().generation())
                        .flip();
        for (int at = BLOB_AT; at + name.remaining() <= bytes.length; at++) {
            if (bytes[at] == name.get(0)
                    && ByteBuffer.wrap(bytes, at, name.remaining()).equals(name)) {
                return at - BLOB_AT;
            }
        }
        return -1;
    }

    private Map<Path, byte[]> shardFiles() throws IOException {
        Map<Path, byte[]> files = new HashMap<>();
        for (Path drive : LiveServer.drives(directory)) {
            for (String kind : List.of("shards", "segments")) {
                try (Stream<Path> all = Files.walk(drive.resolve(kind))) {
                    for (Path file : all.filter(Files::isRegularFile).toList()) {
                        files.put(file, Files.readAllBytes(file));
                    }
                }
            }
        }
        return files;
    }

    @Test
    void shards_withFlippedBytes_areAllFoundAndHealedWithoutARead() throws Exception {
        Random random = new Random(SEED);
        List<Lying> damaged;
        try (LiveServer server = new LiveServer(directory)) {
            fill(server);
            List<Lying> all = lying(server);
            Collections.shuffle(all, random);
            damaged = all.subList(0, Math.max(1, (int) (all.size() * DAMAGED)));
        }
        Map<Path, byte[]> files = shardFiles();
        for (Lying shard : damaged) {
            flip(shard, files, random);
        }
        try (LiveServer server = new LiveServer(directory, new FileSystemDisk(), SOON)) {
            Redundancy redundancy = new Redundancy(server);
            LiveServer.await(() -> redundancy.lacking(BUCKET).isEmpty());
            assertThat(redundancy.lacking(BUCKET)).isEmpty();
            assertThat(server.node().healing().progress().shards())
                    .isGreaterThanOrEqualTo(damaged.size());
            assertThat(server.node().healing().scrubbed().damaged())
                    .isGreaterThanOrEqualTo(damaged.size());
        }
    }

    @Test
    void shards_thatAreGoneWithoutATrace_areFoundFromTheirNeighbours() throws Exception {
        try (LiveServer server = new LiveServer(directory, new FileSystemDisk(), SOON)) {
            fill(server);
            for (Redundancy.Shard shard : new Redundancy(server).shards(BUCKET)) {
                if (shard.index() >= 2 && shard.key().endsWith("7")) {
                    shard.drive().orElseThrow().store().delete(shard.ref());
                }
            }
            Redundancy redundancy = new Redundancy(server);
            LiveServer.await(() -> redundancy.lacking(BUCKET).isEmpty());
            assertThat(redundancy.lacking(BUCKET)).isEmpty();
        }
    }
}
