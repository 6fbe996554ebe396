package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.blobs.heal.Healer;
import io.cairn.metadata.BlobRow;
import io.cairn.platform.file.FileTrees;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Full redundancy comes back without a command: four drives, two of which may be lost.
class HealingEndToEndTest {
    private static final String BUCKET = "stones";
    private static final int[] SIZES = {1, 4_000, 300_000};
    private static final int[] LARGE_SIZES = {(1 << 20) + 1, 2_500_000};
    private static final int LARGE_EVERY = 10;
    private static final int PART_BYTES = 5 << 20;
    private static final int AT_A_TIME = 8;
    private static final int OBJECTS = Integer.getInteger("cairn.heal.objects", 200);

    @TempDir Path directory;

    private static Map<String, Supplier<byte[]>> fill(LiveServer server, int count)
            throws Exception {
        server.s3().createBucket(b -> b.bucket(BUCKET));
        Map<String, Supplier<byte[]>> objects = new TreeMap<>();
        List<Callable<String>> puts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = "k" + i;
            Supplier<byte[]> content = content(i);
            objects.put(key, content);
            puts.add(() -> put(server, key, content.get()));
        }
        Tasks.run(AT_A_TIME, puts);
        return objects;
    }

    /// Content that is made when it is needed: all of it would not fit the memory.
    private static Supplier<byte[]> content(int number) {
        int large = number / LARGE_EVERY % LARGE_SIZES.length;
        int length = number % LARGE_EVERY == 3 ? LARGE_SIZES[large] : SIZES[number % SIZES.length];
        return () -> LiveServer.bytes(number, length);
    }

    private static String put(LiveServer server, String key, byte[] content) {
        return server.s3()
                .putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content))
                .eTag();
    }

    /// An upload of one part that goes on, and an object made of two.
    private static Map<String, Supplier<byte[]>> parts(LiveServer server) {
        byte[] first = LiveServer.bytes(1, PART_BYTES);
        byte[] second = LiveServer.bytes(2, 70_000);
        String id = server.s3().createMultipartUpload(c -> c.bucket(BUCKET).key("p")).uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (byte[] content : List.of(first, second)) {
            int number = parts.size() + 1;
            String etag =
                    server.s3()
                            .uploadPart(
                                    u -> u.bucket(BUCKET).key("p").uploadId(id).partNumber(number),
                                    RequestBody.fromBytes(content))
                            .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        server.s3()
                .completeMultipartUpload(c ->
                        c.bucket(BUCKET)
                                .key("p")
                                .uploadId(id)
                                .multipartUpload(m -> m.parts(parts)));
        byte[] whole = new byte[first.length + second.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return Map.of("p", () -> whole);
    }

    private static void assertReadable(LiveServer server, Map<String, Supplier<byte[]>> objects) {
        objects.forEach((key, content) ->
                assertThat(
                                server.s3()
                                        .getObjectAsBytes(g -> g.bucket(BUCKET).key(key))
                                        .asByteArray())
                        .as(key)
                        .isEqualTo(content.get()));
    }

    /// Waits until no shard is missing or bad, as long as there are fewer every minute, and says
    /// which are.
    private static void assertWholeAgain(LiveServer server) {
        Redundancy redundancy = new Redundancy(server);
        int before;
        int lacking = Integer.MAX_VALUE;
        do {
            before = lacking;
            LiveServer.await(() -> redundancy.lacking(BUCKET).isEmpty());
            lacking = redundancy.lacking(BUCKET).size();
        } while (lacking > 0 && lacking < before);
        assertThat(redundancy.lacking(BUCKET)).isEmpty();
    }

    /// Removes the first shards of each blob: every read needs the first, and only a look at all
    /// shards finds the others.
    private static void removeShards(LiveServer server, int count) throws Exception {
        for (Redundancy.Shard shard : new Redundancy(server).shards(BUCKET)) {
            if (shard.index() < count) {
                assertThat(shard.drive().orElseThrow().store().delete(shard.ref())).isTrue();
            }
        }
    }

    @Test
    void shards_foundMissingByReads_areMadeAgainAndNothingElseChanges() throws Exception {
        try (LiveServer server = new LiveServer(directory)) {
            Map<String, Supplier<byte[]>> objects = fill(server, 20);
            objects.putAll(parts(server));
            Map<String, String> before = listing(server);
            removeShards(server, 1);
            assertThat(new Redundancy(server).lacking(BUCKET)).hasSize(22);
            assertReadable(server, objects);
            assertWholeAgain(server);
            assertThat(listing(server)).isEqualTo(before);
            removeShards(server, 2);
            assertReadable(server, objects);
            assertWholeAgain(server);
            Healer.Progress progress = server.node().healing().progress();
            assertThat(progress.lost()).isZero();
            assertThat(progress.shards()).isGreaterThanOrEqualTo(66);
            assertThat(server.fault()).isNull();
        }
    }

    /// Empties one of the three drives that do not hold the log. A server that runs may make files
    /// in it meanwhile: then it is gone through again.
    private Path wipe(int number) throws IOException {
        List<Path> others =
                LiveServer.drives(directory).stream()
                        .filter(drive -> !Files.exists(drive.resolve("log")))
                        .toList();
        while (Files.exists(others.get(number))) {
            deleteOnce(others.get(number));
        }
        return Files.createDirectory(others.get(number));
    }

    private static void deleteOnce(Path directory) throws IOException {
        try {
            FileTrees.delete(directory);
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            assertThat(directory).as("still there, as the server made files in it: %s", e).exists();
        }
    }

    /// Writes and reads until `done`; what was written.
    private static Map<String, Supplier<byte[]>> writeAndRead(
            LiveServer server, Map<String, Supplier<byte[]>> objects, BooleanSupplier done) {
        Map<String, Supplier<byte[]>> written = new TreeMap<>();
        List<String> keys = List.copyOf(objects.keySet());
        for (int i = 0; !done.getAsBoolean(); i++) {
            String old = keys.get(i % keys.size());
            Supplier<byte[]> content = content(i);
            if (i % 3 == 0) {
                put(server, old, content.get());
                objects.put(old, content);
            } else {
                put(server, "new" + i, content.get());
                written.put("new" + i, content);
            }
            String read = keys.get(i * 7 % keys.size());
            assertReadable(server, Map.of(read, Objects.requireNonNull(objects.get(read))));
        }
        return written;
    }

    @Test
    void drive_thatWasEmptied_isFilledWhileClientsWriteAndReadWithoutAnyError() throws Exception {
        Map<String, Supplier<byte[]>> objects;
        try (LiveServer server = new LiveServer(directory)) {
            objects = fill(server, OBJECTS);
            objects.putAll(parts(server));
            // Leaves reports that are settled, of the same blobs.
            removeShards(server, 1);
            assertReadable(server, objects);
            assertWholeAgain(server);
        }
        Path wiped = wipe(0);
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(server.node().driveReport().replaced()).containsExactly(wiped);
            objects.putAll(writeAndRead(server, objects, () -> Redundancy.isFilled(wiped)));
            assertThat(new Redundancy(server).lacking(BUCKET)).isEmpty();
            assertThat(server.node().healing().progress().shards()).isPositive();
        }
        Path second = wipe(1);
        Path third = wipe(2);
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(server.node().driveReport().replaced())
                    .containsExactlyInAnyOrder(second, third);
            assertReadable(server, objects);
            assertWholeAgain(server);
        }
    }

    @Test
    void drive_emptiedUnderTheRunningServer_costsNoErrorAndIsFilledAgain() throws Exception {
        Map<String, Supplier<byte[]>> objects;
        try (LiveServer server = new LiveServer(directory)) {
            objects = fill(server, OBJECTS);
            Path wiped = wipe(0);
            objects.putAll(writeAndRead(server, objects, () -> Redundancy.isFilled(wiped)));
            assertWholeAgain(server);
            assertReadable(server, objects);
        }
        // What was written while three drives were there may lose one of them.
        wipe(1);
        try (LiveServer server = new LiveServer(directory)) {
            assertReadable(server, objects);
            assertWholeAgain(server);
        }
    }

    private static boolean holdsFiles(Path drive, int count) {
        try (Stream<Path> files = Files.walk(drive.resolve("shards"))) {
            return files.filter(Files::isRegularFile).count() >= count;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /// What the first filling made again is gone, and it must not say that the drive is filled.
    @Test
    void drive_emptiedAgainWhileItIsFilled_isFilledFromTheBeginning() throws Exception {
        try (LiveServer server =
                new LiveServer(
                        directory,
                        new FileSystemDisk(),
                        new ServerConfig.Upkeep(8L << 20, Duration.ofDays(30), Duration.ZERO))) {
            Map<String, Supplier<byte[]>> objects = fill(server, 30);
            Path wiped = wipe(0);
            assertThat(LiveServer.await(() -> holdsFiles(wiped, 3))).isTrue();
            assertThat(Redundancy.isFilled(wiped)).isFalse();
            Path aside = Files.move(wiped, directory.resolve("aside"));
            Files.createDirectory(wiped);
            FileTrees.delete(aside);
            assertThat(LiveServer.await(() -> Redundancy.isFilled(wiped))).isTrue();
            assertThat(new Redundancy(server).lacking(BUCKET)).isEmpty();
            assertReadable(server, objects);
        }
    }

    private static Map<String, String> listing(LiveServer server) {
        Map<String, String> listing = new TreeMap<>();
        server.s3()
                .listObjectsV2Paginator(l -> l.bucket(BUCKET))
                .contents()
                .forEach(each ->
                        listing.put(
                                each.key(),
                                each.eTag() + " " + each.lastModified() + " " + each.size()));
        return listing;
    }

    @Test
    void shards_thatARestartLeftToHeal_areHealedByTheNextStart() throws Exception {
        Map<String, Supplier<byte[]>> objects;
        try (LiveServer server = new LiveServer(directory)) {
            objects = fill(server, 10);
            removeShards(server, 2);
            assertReadable(server, objects);
        }
        try (LiveServer server = new LiveServer(directory)) {
            assertWholeAgain(server);
        }
    }

    /// The event moves on while the healer works: nothing of it stays, and the object is healed.
    @Test
    void object_overwrittenWhileItsShardsAreMadeAgain_isTheNewOneAndWhole() throws Exception {
        try (LiveServer server = new LiveServer(directory)) {
            Map<String, Supplier<byte[]>> objects = fill(server, 10);
            for (int round = 0; round < 5; round++) {
                removeShards(server, 1);
                assertReadable(server, objects);
                for (String key : objects.keySet()) {
                    byte[] content = LiveServer.bytes(round + 77L, 50_000);
                    put(server, key, content);
                    objects.put(key, () -> content);
                }
            }
            assertReadable(server, objects);
            assertWholeAgain(server);
            long expected = 4L * objects.size();
            LiveServer.await(() -> server.shards() == expected);
            assertThat(server.shards()).isEqualTo(expected);
        }
    }

    @Test
    void rows_ofHealedObjects_nameNewGenerations() throws Exception {
        try (LiveServer server = new LiveServer(directory)) {
            Map<String, Supplier<byte[]>> objects = fill(server, 1);
            removeShards(server, 1);
            assertReadable(server, objects);
            assertWholeAgain(server);
            BucketImage bucket = server.node().metadata().namespace().bucket(BUCKET).orElseThrow();
            Blob blob = new Redundancy(server).shards(BUCKET).getFirst().blob();
            BlobRow row =
                    server.node()
                            .metadata()
                            .namespace()
                            .holder(bucket, new ObjectKey("k0"), blob.id())
                            .orElseThrow();
            assertThat(row.blob().shards().stream().map(ShardPlace::generation))
                    .filteredOn(generation -> generation > 0)
                    .hasSize(1);
        }
    }
}
