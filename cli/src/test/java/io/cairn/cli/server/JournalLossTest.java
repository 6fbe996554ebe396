package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.shard.Drive;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/// Drives with journals are emptied under the running server, which writes other journals and then
/// these again: they are as good as those that were lost. Where the drive with the log is emptied
/// it ends, and the next start makes the log again from a journal.
class JournalLossTest {
    private static final String BUCKET = "stones";
    private static final int JOURNALS = 2;

    @TempDir Path directory;

    private final Map<String, byte[]> objects = new TreeMap<>();

    private void put(LiveServer server, int count) {
        for (int i = 0; i < count; i++) {
            String key = "k" + objects.size();
            byte[] content = LiveServer.bytes(objects.size(), 3_000);
            server.s3().putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
            objects.put(key, content);
        }
    }

    /// Writes the objects from number `from` on again: what was written while two drives were left
    /// has one shard to lose, not two as what was written before or later.
    private void putAgain(LiveServer server, int from) {
        for (int i = from; i < objects.size(); i++) {
            String key = "k" + i;
            byte[] content = LiveServer.bytes(i, 3_000);
            server.s3().putObject(p -> p.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
        }
    }

    private void assertReadable(LiveServer server) {
        objects.forEach((key, content) ->
                assertThat(
                                server.s3()
                                        .getObjectAsBytes(g -> g.bucket(BUCKET).key(key))
                                        .asByteArray())
                        .as(key)
                        .isEqualTo(content));
    }

    private static boolean holdsJournal(Path drive) {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(drive.resolve("journal"), "*.jrn")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean allCount(LiveServer server) {
        return server.node().journals().progress().counting() == JOURNALS;
    }

    private static void assertAllCount(LiveServer server) {
        assertThat(LiveServer.await(() -> allCount(server))).isTrue();
    }

    /// Removes all that is in a drive's directory, while the server goes on making and removing
    /// files there.
    private static void empty(Path drive) {
        for (File file : Objects.requireNonNull(drive.toFile().listFiles())) {
            remove(file);
        }
    }

    private static void remove(File file) {
        while (!file.delete() && file.exists()) {
            File[] inside = file.listFiles();
            if (inside != null) {
                Arrays.stream(inside).forEach(JournalLossTest::remove);
            }
        }
    }

    @Test
    void home_emptiedUnderTheRunningServer_endsItInWordsAndTheNextStartHoldsAll()
            throws IOException {
        try (LiveServer server = new LiveServer(directory)) {
            server.s3().createBucket(b -> b.bucket(BUCKET));
            put(server, 10);
            Path home = server.node().drives().home().directory();
            empty(home);
            assertThat(LiveServer.await(() -> server.fault() != null)).isTrue();
            assertThat(server.fault()).contains(home + " held the log", "start the server again");
        }
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(server.node().restored()).isPositive();
            assertReadable(server);
        }
    }

    @Test
    void drives_emptiedUnderTheRunningServer_getWholeJournalsAgain() throws IOException {
        List<Path> journaled = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        try (LiveServer server = new LiveServer(directory)) {
            server.s3().createBucket(b -> b.bucket(BUCKET));
            put(server, 10);
            assertAllCount(server);
            for (Drive drive : server.node().drives().drives()) {
                (holdsJournal(drive.directory()) ? journaled : others).add(drive.directory());
            }
            assertThat(journaled).hasSize(JOURNALS);
            for (Path drive : journaled) {
                empty(drive);
            }
            int written = objects.size();
            put(server, 10);
            for (Path drive : journaled) {
                assertThat(LiveServer.await(() -> Redundancy.isFilled(drive))).isTrue();
            }
            assertAllCount(server);
            assertThat(journaled).anyMatch(JournalLossTest::holdsJournal);
            putAgain(server, written);
            put(server, 10);
        }
        for (Path drive : others) {
            empty(drive);
        }
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(server.node().restored()).isPositive();
            assertReadable(server);
        }
    }
}
