package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.FileSystemDisk;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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
/// these again: they are as good as those that were lost. So it does with a journal that is
/// damaged. Where the drive with the log is emptied it ends, and the next start makes the log again
/// from a journal.
class JournalLossTest {
    private static final String BUCKET = "stones";
    private static final int JOURNALS = 2;
    private static final ServerConfig.Upkeep SOON =
            new ServerConfig.Upkeep(64L << 20, Duration.ofSeconds(1), Duration.ZERO);

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
            for (LocalDrive drive : server.node().drives().drives()) {
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

    @Test
    void journal_damagedUnderTheRunningServer_isMadeGoodBeforeItIsNeeded() throws IOException {
        Path home;
        Path damaged;
        Path whole;
        try (LiveServer server = new LiveServer(directory, new FileSystemDisk(), SOON)) {
            server.s3().createBucket(b -> b.bucket(BUCKET));
            put(server, 20);
            assertAllCount(server);
            List<Path> journaled =
                    LiveServer.drives(directory).stream()
                            .filter(JournalLossTest::holdsJournal)
                            .toList();
            home = server.node().drives().home().directory();
            damaged = journaled.getFirst();
            whole = journaled.getLast();
            damage(damaged, "k7");
            assertThat(LiveServer.await(() -> holdsAnotherJournal(journaled))).isTrue();
            assertAllCount(server);
        }
        empty(home);
        empty(whole);
        try (LiveServer server = new LiveServer(directory)) {
            assertThat(server.node().restored()).isPositive();
            assertReadable(server);
        }
    }

    /// Flips a bit of a key that the journal names.
    private static void damage(Path drive, String key) throws IOException {
        int found = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(drive.resolve("journal"))) {
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(key);
                if (at >= 0) {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        byte flipped = (byte) (bytes[at] ^ 1);
                        channel.write(ByteBuffer.wrap(new byte[] {flipped}), at);
                    }
                    found++;
                }
            }
        }
        assertThat(found).isPositive();
    }

    private boolean holdsAnotherJournal(List<Path> journaled) {
        return LiveServer.drives(directory).stream()
                .filter(drive -> !journaled.contains(drive))
                .anyMatch(JournalLossTest::holdsJournal);
    }
}
