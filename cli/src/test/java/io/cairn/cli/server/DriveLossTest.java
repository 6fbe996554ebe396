package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cairn.platform.file.FileTrees;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What drives may lose, and what they must not keep: four drives, two of which may be lost.
class DriveLossTest {
    private static final String BUCKET = "stones";
    private static final int OBJECTS = 60;
    private static final int[] SIZES = {
        1, 100, 4_000, 65_536, 65_537, 300_000, 1 << 20, (1 << 20) + 1, 2_500_000, 0
    };
    private static final int AT_A_TIME = 8;
    private static final long SEED = 4_711;

    @TempDir Path directory;

    private static int size(int object) {
        return SIZES[object % SIZES.length];
    }

    private static void fill(LiveServer server) throws Exception {
        server.s3().createBucket(b -> b.bucket(BUCKET));
        List<Callable<String>> puts = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            String key = "k" + i;
            byte[] content = LiveServer.bytes(i, size(i));
            puts.add(() -> put(server, key, content));
        }
        Tasks.run(AT_A_TIME, puts);
    }

    private static String put(LiveServer server, String key, byte[] content) {
        return server.s3()
                .putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content))
                .eTag();
    }

    private static byte[] get(LiveServer server, String key) {
        return server.s3().getObjectAsBytes(g -> g.bucket(BUCKET).key(key)).asByteArray();
    }

    private static void assertAllReadable(LiveServer server) {
        for (int i = 0; i < OBJECTS; i++) {
            assertThat(get(server, "k" + i)).as("k%d", i).isEqualTo(LiveServer.bytes(i, size(i)));
        }
    }

    private static List<String> reports(LiveServer server) {
        return new TopicReader(server.kafka())
                .all("cairn.heal").stream()
                        .filter(each -> each.value() != null)
                        .map(each -> Coders.DAMAGE.decode(each.value(), 5).key())
                        .toList();
    }

    private static List<Path> shards(Path drive) throws IOException {
        Path shards = drive.resolve("shards");
        if (!Files.exists(shards)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(shards)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static List<Path> segments(Path drive) throws IOException {
        try (Stream<Path> files = Files.list(drive.resolve("segments"))) {
            return files.toList();
        }
    }

    /// Flips a byte of every shard on a drive; of packed ones, a byte every now and then.
    private static void flipAll(Path drive, Random random) throws IOException {
        for (Path shard : shards(drive)) {
            flip(shard, random.nextLong(Files.size(shard)), random);
        }
        for (Path segment : segments(drive)) {
            for (long at = 4_096; at < Files.size(segment); at += 1 + random.nextInt(400)) {
                flip(segment, at, random);
            }
        }
    }

    private static void flip(Path file, long position, Random random) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ (1 + random.nextInt(255)))).rewind();
            channel.write(one, position);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void objects_withFlippedBytesOnDrives_areReadAndReported(int drives) throws Exception {
        try (LiveServer server = new LiveServer(directory)) {
            fill(server);
        }
        Random random = new Random(SEED + drives);
        for (Path drive : LiveServer.drives(directory).subList(0, drives)) {
            flipAll(drive, random);
        }
        try (LiveServer server = new LiveServer(directory)) {
            assertAllReadable(server);
            assertThat(LiveServer.await(() -> reports(server).size() >= OBJECTS / 4)).isTrue();
            assertThat(reports(server)).allMatch(key -> key.startsWith("k"));
        }
    }

    @Test
    void objects_withTwoDrivesGone_areReadAndNewOnesAreTaken() throws Exception {
        List<Path> others;
        try (LiveServer server = new LiveServer(directory)) {
            fill(server);
            others =
                    server.node().drives().drives().stream()
                            .filter(drive -> !drive.home())
                            .map(LocalDrive::directory)
                            .toList();
        }
        FileTrees.delete(others.get(0));
        FileTrees.delete(others.get(2));
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(server.node().driveReport().missing()).hasSize(2);
            assertAllReadable(server);
            byte[] content = LiveServer.bytes(99, 1_500_000);
            put(server, "new", content);
            assertThat(get(server, "new")).isEqualTo(content);
        }
    }

    @Test
    void objects_withThreeDrivesEmptied_areRefusedBeforeTheFirstByte() throws Exception {
        try (LiveServer server = new LiveServer(directory)) {
            fill(server);
        }
        for (Path drive : LiveServer.drives(directory).subList(1, 4)) {
            for (Path shard : shards(drive)) {
                Files.delete(shard);
            }
            for (Path segment : segments(drive)) {
                Files.delete(segment);
            }
        }
        try (LiveServer server = new LiveServer(directory)) {
            for (int i = 0; i < OBJECTS; i++) {
                String key = "k" + i;
                if (size(i) <= 1) {
                    // A single byte lies whole in the first shard; it may be the one that is left.
                    assertReadableOrRefused(server, i);
                } else {
                    assertThat(catchThrowable(() -> get(server, key)))
                            .as("%s of %d bytes", key, size(i))
                            .isInstanceOfSatisfying(S3Exception.class, DriveLossTest::refused);
                }
            }
        }
    }

    private static void assertReadableOrRefused(LiveServer server, int i) {
        try {
            assertThat(get(server, "k" + i)).isEqualTo(LiveServer.bytes(i, size(i)));
        } catch (S3Exception e) {
            assertThat(size(i)).isPositive();
            refused(e);
        }
    }

    private static void refused(S3Exception e) {
        assertThat(e.statusCode()).isBetween(500, 599);
    }

    @Test
    void object_damagedBehindItsFirstStripe_endsShortAndNeverWrong() throws Exception {
        byte[] content = LiveServer.bytes(5, 12 << 20);
        try (LiveServer server = new LiveServer(directory)) {
            server.s3().createBucket(b -> b.bucket(BUCKET));
            put(server, "large", content);
        }
        Random random = new Random(SEED);
        for (Path drive : LiveServer.drives(directory).subList(0, 3)) {
            for (Path shard : shards(drive)) {
                flip(shard, Files.size(shard) - 100, random);
            }
        }
        try (LiveServer server = new LiveServer(directory);
                ResponseInputStream<GetObjectResponse> answer =
                        server.s3().getObject(g -> g.bucket(BUCKET).key("large"))) {
            byte[] read = new byte[content.length];
            int length = 0;
            Throwable end = null;
            try {
                length = readAsFarAsPossible(answer, read);
            } catch (ShortException e) {
                end = e.getCause();
                length = e.length;
            }
            assertThat(end).isNotNull().isInstanceOfAny(IOException.class, SdkException.class);
            assertThat(length).isLessThan(content.length);
            assertThat(Arrays.mismatch(read, 0, length, content, 0, length)).isEqualTo(-1);
        }
    }

    private static int readAsFarAsPossible(InputStream in, byte[] target) throws ShortException {
        int length = 0;
        try {
            while (length < target.length) {
                int more = in.read(target, length, target.length - length);
                if (more < 0) {
                    return length;
                }
                length += more;
            }
            return length;
        } catch (IOException | SdkException e) {
            throw new ShortException(length, e);
        }
    }

    private static final class ShortException extends Exception {
        private static final long serialVersionUID = 1;

        private final int length;

        ShortException(int length, Throwable cause) {
            super("ended after " + length, cause);
            this.length = length;
        }
    }

    @Test
    void shards_ofReplacedAndDeletedObjects_areRemovedAndOrphansSwept() throws Exception {
        Map<String, byte[]> expected = new TreeMap<>();
        try (LiveServer server = new LiveServer(directory)) {
            server.s3().createBucket(b -> b.bucket(BUCKET));
            for (int i = 0; i < 10; i++) {
                for (int round = 0; round < 3; round++) {
                    byte[] content = LiveServer.bytes(i * 10L + round, 50_000 + i);
                    put(server, "k" + i, content);
                    expected.put("k" + i, content);
                }
            }
            for (int i = 5; i < 10; i++) {
                String key = "k" + i;
                server.s3().deleteObject(d -> d.bucket(BUCKET).key(key));
                expected.remove(key);
            }
            String id =
                    server.s3().createMultipartUpload(c -> c.bucket(BUCKET).key("x")).uploadId();
            server.s3()
                    .uploadPart(
                            u -> u.bucket(BUCKET).key("x").uploadId(id).partNumber(1),
                            RequestBody.fromBytes(LiveServer.bytes(1, 100_000)));
            server.s3().abortMultipartUpload(a -> a.bucket(BUCKET).key("x").uploadId(id));
            assertShards(server, expected.size() * LiveServer.DRIVES);
            orphans(server);
            assertShards(server, (expected.size() + 1) * LiveServer.DRIVES);
        }
        Files.write(directory.resolve("drive2/tmp/77"), new byte[1_000]);
        try (LiveServer server = new LiveServer(directory)) {
            assertShards(server, expected.size() * LiveServer.DRIVES);
            assertThat(directory.resolve("drive2/tmp/77")).doesNotExist();
            for (Map.Entry<String, byte[]> object : expected.entrySet()) {
                assertThat(get(server, object.getKey())).isEqualTo(object.getValue());
            }
        }
    }

    private static void assertShards(LiveServer server, int count) {
        LiveServer.await(() -> server.shards() == count);
        assertThat(server.shards()).isEqualTo(count);
    }

    /// Shards as a server leaves them that dies before it appends the event.
    private static void orphans(LiveServer server) throws IOException {
        BlobId blob = new BlobId(server.node().drives().drives().getFirst().id().value());
        int index = 0;
        for (LocalDrive drive : server.node().drives().drives()) {
            byte[] content = LiveServer.bytes(index, 1_000);
            drive.store()
                    .write(
                            new NewShard(
                                    new ShardRef(blob, index, 0),
                                    new ShardShape(2, 2, 1 << 20),
                                    new ShardOwner(
                                            BUCKET,
                                            new BucketId(new UUID(1, 2)),
                                            new ObjectKey("never"),
                                            new EventId(new UUID(3, 4)),
                                            -1)),
                            content,
                            0,
                            content.length);
            index++;
        }
    }
}
