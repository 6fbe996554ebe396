package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.store.StateDigest;
import io.cairn.platform.file.FileTrees;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/// The broker's directory is lost, damaged or behind while the drives are all there: the log is
/// made again, record for record.
class LogRebuildTest {
    private static final String BUCKET = "kept";
    private static final int OBJECTS = 12;

    // Of a journal's file, as its format says.
    private static final int FIRST_BATCH = 16_384;
    private static final int ENDS_AT = 64;
    private static final int END_BYTES = 12;
    private static final int SLOTS = ServerConfig.PARTITIONS + 1;
    private static final int FRAME_BYTES = ENDS_AT + SLOTS * END_BYTES;
    private static final long BATCH_MAGIC = 0x434149524E4A4254L;
    private static final int WRITTEN_WITH_AT = 24;
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

    @Test
    void log_thatIsGone_isMadeAgainRecordForRecord() throws IOException {
        Before before = write();
        FileTrees.delete(log());
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
                FileTrees.delete(partition);
            }
        }
        assertThat(check(before)).isEqualTo(before.namespace().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void log_withRecordsThatAreWholeInNoJournal_isNeverTakenForWhole(boolean lastOfAPartition)
            throws IOException {
        Before before = write();
        FileTrees.delete(directory.resolve("drive3").resolve("journal"));
        Path journal = directory.resolve("drive2").resolve("journal");
        long place = placeInAnEarlyBatch(journal.resolve("0000000000000001.jrn"), lastOfAPartition);
        FileTrees.delete(log());
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

    /// A place in the records of the last batch that is followed by another write and that holds
    /// the last record of a partition, or does not.
    private static long placeInAnEarlyBatch(Path file, boolean lastOfAPartition)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Integer> batches = new ArrayList<>();
        for (int at = FIRST_BATCH; at + FRAME_BYTES <= bytes.limit(); at += 8) {
            if (bytes.getLong(at) == BATCH_MAGIC && bytes.getInt(at + PAYLOAD_BYTES_AT) > 0) {
                batches.add(at);
            }
        }
        int last = batches.getLast();
        int found = 0;
        for (int i = 1; i < batches.size(); i++) {
            int at = batches.get(i);
            boolean wanted = endsThere(bytes, batches.get(i - 1), at, last) == lastOfAPartition;
            if (wanted && at < bytes.getLong(last + WRITTEN_WITH_AT)) {
                found = at;
            }
        }
        assertThat(found).isPositive();
        return (long) found + FRAME_BYTES;
    }

    /// Whether a partition ends with the batch at `at`: goes on with it, and not until `last`.
    private static boolean endsThere(ByteBuffer bytes, int before, int at, int last) {
        for (int slot = 0; slot < SLOTS; slot++) {
            int end = ENDS_AT + slot * END_BYTES;
            if (bytes.getLong(before + end) < bytes.getLong(at + end)
                    && bytes.getLong(at + end) == bytes.getLong(last + end)) {
                return true;
            }
        }
        return false;
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
