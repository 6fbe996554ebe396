package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.store.StateDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @TempDir Path directory;

    /// What was in the log and in the stores before it was lost.
    private record Before(List<String> namespace, List<StateDigest> state) {}

    private Before write() {
        try (LiveServer server = new LiveServer(directory)) {
            server.s3().createBucket(b -> b.bucket(BUCKET));
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

    /// As it is after a rebuild that broke off, too.
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
}
