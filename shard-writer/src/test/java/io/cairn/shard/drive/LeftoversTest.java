package io.cairn.shard.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.platform.MonotonicClock;
import io.cairn.platform.file.FileTrees;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Drives that are emptied while something is written to them.
class LeftoversTest {
    /// Behind that of the file system, whose times are coarse.
    private final Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-1));

    private final DriveEnvironment environment =
            new DriveEnvironment(
                    new FileSystemDisk(),
                    path -> false,
                    clock,
                    MonotonicClock.SYSTEM,
                    new Random(9));
    private final List<LocalDrive> renewed = new ArrayList<>();
    private final DriveWatch.Listener listener =
            new DriveWatch.Listener() {
                @Override
                public void lost(LocalDrive drive) {}

                @Override
                public void renewed(LocalDrive drive) {
                    renewed.add(drive);
                }
            };

    @TempDir Path root;

    @Test
    void drive_thatIsEmptiedWhileASegmentIsBegun_isTakenIntoUseAgain() throws IOException {
        try (DriveSet set = open()) {
            DriveWatch watch = new DriveWatch(set, environment, listener);
            watch.look();
            empty(path(2));
            Files.createDirectories(path(2).resolve("segments"));
            Files.createDirectories(path(2).resolve("shards/1/2"));
            Files.write(path(2).resolve("segments/0000000000000007.seg"), new byte[100]);

            watch.look();

            assertThat(renewed).extracting(LocalDrive::directory).containsExactly(path(2));
            assertThat(aside(path(2))).containsExactly("segments/0000000000000007.seg");
        }
        open().close();
    }

    @Test
    void drive_thatLostNothingButItsFile_staysAsItIs() throws IOException {
        try (DriveSet set = open()) {
            Path shard = path(2).resolve("segments/0000000000000001.seg");
            Files.write(shard, new byte[100]);
            Files.setLastModifiedTime(shard, FileTime.from(clock.instant().minusSeconds(60)));
            DriveWatch watch = new DriveWatch(set, environment, listener);
            watch.look();
            Files.delete(path(2).resolve(DriveFile.NAME));

            watch.look();
            watch.look();

            assertThat(renewed).isEmpty();
            assertThat(shard).exists();
        }
        assertThatThrownBy(() -> open().close())
                .isInstanceOf(DriveSetException.class)
                .extracting(thrown -> ((DriveSetException) thrown).reason())
                .isEqualTo(DriveSetException.Reason.NOT_EMPTY);
        assertThat(path(2).resolve("segments/0000000000000001.seg")).exists();
    }

    @Test
    void drive_withWhatIsNoServers_staysAsItIs() throws IOException {
        try (DriveSet set = open()) {
            DriveWatch watch = new DriveWatch(set, environment, listener);
            watch.look();
            empty(path(2));
            Files.write(path(2).resolve("thesis.txt"), new byte[100]);

            watch.look();

            assertThat(renewed).isEmpty();
            assertThat(path(2).resolve("thesis.txt")).exists();
        }
    }

    @Test
    void homeDrive_thatIsEmptiedUnderTheServer_isReplacedByTheNextStart() throws IOException {
        try (DriveSet set = open()) {
            Path journal = path(2).resolve("journal/namespace-0");
            Files.createDirectories(path(2).resolve("journal"));
            Files.write(journal, new byte[10]);
            DriveWatch watch = new DriveWatch(set, environment, listener);
            watch.look();
            empty(path(1));
            Files.createDirectories(path(1).resolve("log/cairn.namespace-0"));
            Files.write(path(1).resolve("log/cairn.namespace-0/0.log"), new byte[100]);

            watch.look();

            assertThat(renewed).isEmpty();
        }
        try (DriveSet set = open()) {
            assertThat(set.report().replaced()).containsExactly(path(1));
        }
        assertThat(aside(path(1))).containsExactly("log/cairn.namespace-0/0.log");
    }

    @Test
    void drive_whoseNoteIsOfAnEarlierStart_isRefused() throws IOException {
        try (DriveSet set = open()) {
            set.markEmptied(set.drives().get(2), environment.disk(), clock.millis());
        }
        open().close();
        Files.delete(path(3).resolve(DriveFile.NAME));
        assertThatThrownBy(() -> open().close())
                .isInstanceOf(DriveSetException.class)
                .hasMessageContaining("no complete drive.json");
    }

    private Path path(int number) {
        return root.resolve("drive" + number);
    }

    private DriveSet open() {
        return DriveSet.open(
                IntStream.rangeClosed(1, 4).mapToObj(this::path).toList(),
                DriveSetOptions.DEFAULT,
                environment);
    }

    private static void empty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                FileTrees.delete(entry);
            }
        }
    }

    private static List<String> aside(Path drive) throws IOException {
        try (Stream<Path> entries = Files.list(drive)) {
            Path aside =
                    entries.filter(each -> each.getFileName().toString().startsWith("set-aside-"))
                            .findFirst()
                            .orElseThrow();
            try (Stream<Path> files = Files.walk(aside)) {
                return files.filter(Files::isRegularFile)
                        .map(each -> aside.relativize(each).toString())
                        .toList();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
