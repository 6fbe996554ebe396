package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.store.StateDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// The broker's directory is lost, damaged or behind while the drives are all there: the log is
/// made again, record for record.
class LogRebuildTest {
    private static final String BUCKET = "kept";
    private static final int OBJECTS = 12;

    // Of a journal's file, as its format says.
    private static final int FIRST_BATCH = 16_384;
    private static final int BATCH_BYTES = 64;
    private static final long BATCH_MAGIC = 0x434149524E4A4254L;
    private static final int PAYLOAD_BYTES_AT = 52;

    @TempDir Path directory;

    /// What was in the log and in the stores before it was lost.
    private record Before(List<String> namespace, List<StateDigest> state) {}

    private Before write() {
        try (LiveServer server = new LiveServer(directory)) {
            Redundancy.awaitScrubbed(directory);
            server.s3().createBucket(b -> b.bucket(BUCKET));
            server.node().metadata().namespace().fence();
            for (int i = 0; i < OBJECTS; i++) {
                String key = "key" + i % 7;
                server.s3().putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromString(key));
            }
            server.s3().deleteObject(d -> d.bucket(BUCKET).key("key0"));
            return new Before(namespace(server), server.node().metadata().digests());
        }
    }

    /// All records of the log: where, when and what.
    private static List<String> namespace(LiveServer server) {
        List<String> all = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> each :
                new TopicReader(server.kafka()).all("cairn.namespace")) {
            String value = new String(each.value(), StandardCharsets.ISO_8859_1);
            all.add(each.partition() + "@" + each.offset() + "@" + each.timestamp() + value);
        }
        all.sort(Comparator.naturalOrder());
        return all;
    }

    private Path log() {
        return directory.resolve("drive1").resolve("log");
    }

    /// Starts again; the number of records that were made again.
    private long check(Before before) {
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(namespace(server)).isEqualTo(before.namespace());
            assertThat(server.node().metadata().digests()).isEqualTo(before.state());
            assertThat(server.node().drives().home().directory())
                    .isEqualTo(directory.resolve("drive1"));
            return server.node().restored();
        }
    }

    private static void remove(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void log_thatIsGone_isMadeAgainRecordForRecord() throws IOException {
        Before before = write();
        remove(log());
        assertThat(check(before)).isGreaterThan(before.namespace().size());
        assertThat(check(before)).isZero();
    }

    @Test
    void log_thatSaysNotWhoseItIs_isSetAsideAndMadeAgain() throws IOException {
        Before before = write();
        Files.writeString(log().resolve("meta.properties"), "");
        assertThat(check(before)).isPositive();
        assertThat(directory.resolve("drive1").resolve("log.set-aside-2")).isDirectory();
    }

    @Test
    void log_thatLacksRecords_getsThemBack() throws IOException {
        Before before = write();
        try (DirectoryStream<Path> partitions =
                Files.newDirectoryStream(log(), "cairn.namespace-*")) {
            for (Path partition : partitions) {
                remove(partition);
            }
        }
        assertThat(check(before)).isEqualTo(before.namespace().size());
    }

    @Test
    void log_withRecordsThatAreWholeInNoJournal_isNeverTakenForWhole() throws IOException {
        Before before = write();
        remove(directory.resolve("drive3").resolve("journal"));
        Path journal = directory.resolve("drive2").resolve("journal");
        long place = placeInAnEarlyBatch(journal.resolve("0000000000000001.jrn"));
        remove(log());
        flip(journal.resolve("0000000000000001.jrn"), place);
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> new LiveServer(directory))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("whole in no journal");
        }
        flip(journal.resolve("0000000000000001.jrn"), place);
        assertThat(check(before)).isPositive();
        assertThat(check(before)).isZero();
    }

    /// A place in the last batch but one of those that hold records.
    private static long placeInAnEarlyBatch(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Integer> batches = new ArrayList<>();
        for (int at = FIRST_BATCH; at + BATCH_BYTES <= bytes.limit(); at += 8) {
            if (bytes.getLong(at) == BATCH_MAGIC && bytes.getInt(at + PAYLOAD_BYTES_AT) > 0) {
                batches.add(at);
            }
        }
        long batch = batches.get(batches.size() - 2);
        return batch + BATCH_BYTES;
    }

    private static void flip(Path file, long position) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) ~one.get(0));
            channel.write(one.flip(), position);
        }
    }
}
