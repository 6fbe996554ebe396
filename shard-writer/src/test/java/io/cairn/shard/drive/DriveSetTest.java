package io.cairn.shard.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.platform.MonotonicClock;
import io.cairn.platform.file.FileTrees;
import io.cairn.schemas.DriveId;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.ForwardingDisk;
import io.cairn.shard.disk.RefusingDisk;
import io.cairn.shard.drive.DriveSetException.Reason;
import io.cairn.shard.segment.PackedShardStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriveSetTest {
    private String refusing = "nothing";
    private final Set<Path> mounted = new HashSet<>();
    private final DriveEnvironment environment =
            new DriveEnvironment(
                    new RefusingDisk(new FileSystemDisk(), () -> refusing),
                    mounted::contains,
                    Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC),
                    MonotonicClock.SYSTEM,
                    new Random(8));

    @TempDir Path root;

    @Test
    void open_ofFreshDirectories_formatsThemAndFindsThemAgainInAnyOrder() {
        List<Path> paths = paths(4);
        List<DriveId> ids;
        try (DriveSet set = open(paths)) {
            assertThat(set.boot()).isEqualTo(1);
            assertThat(set.layout()).isEqualTo(new Layout(4, 2));
            assertThat(set.report().formatted()).isTrue();
            assertThat(set.home().directory()).isEqualTo(paths.getFirst());
            ids = set.drives().stream().map(LocalDrive::id).toList();
        }
        Collections.reverse(paths);
        try (DriveSet set = open(paths)) {
            assertThat(set.boot()).isEqualTo(2);
            assertThat(set.epoch()).isEqualTo(1);
            assertThat(set.report().degraded()).isFalse();
            assertThat(set.drives()).extracting(LocalDrive::id).isEqualTo(ids);
            assertThat(set.home().directory()).isEqualTo(paths.getLast());
        }
    }

    /// What a drive holds is not left to threads of which nobody hears any more.
    @Test
    void open_thatIsInterrupted_closesTheDrivesThatOpenMeanwhile() throws Exception {
        List<Path> paths = paths(3);
        open(paths).close();
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        Disk slow =
                new ForwardingDisk(new FileSystemDisk()) {
                    @Override
                    public void list(Path directory, EntryVisitor each) throws IOException {
                        if (directory.startsWith(paths.getFirst().resolve("segments"))) {
                            opening.countDown();
                            await(free);
                        }
                        super.list(directory, each);
                    }
                };
        FutureTask<DriveSet> start =
                new FutureTask<>(() ->
                        DriveSet.open(
                                paths,
                                DriveSetOptions.DEFAULT,
                                new DriveEnvironment(
                                        slow,
                                        mounted::contains,
                                        environment.clock(),
                                        MonotonicClock.SYSTEM,
                                        new Random(8))));
        Thread starter = Thread.ofPlatform().daemon().start(start);
        opening.await();
        starter.interrupt();
        free.countDown();
        assertThatThrownBy(start::get)
                .hasCauseInstanceOf(DriveSetException.class)
                .hasMessageContaining("interrupted");
        open(paths).close();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void open_ofDirectories_letsOnlyTheirOwnerIntoNewDrivesAndLeavesOldOnes() throws IOException {
        List<Path> paths = paths(3);
        Files.createDirectory(
                paths.get(1),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        open(paths).close();
        for (Path path : paths) {
            assertThat(rights(path)).as("%s", path).isEqualTo("rwx------");
        }
        Files.setPosixFilePermissions(paths.get(2), PosixFilePermissions.fromString("rwxr-x---"));
        open(paths).close();
        assertThat(rights(paths.get(2))).isEqualTo("rwxr-x---");
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void open_withMovedDrives_knowsThemByTheirIds() throws IOException {
        List<Path> paths = paths(3);
        open(paths).close();
        Files.move(paths.get(0), root.resolve("moved"));
        paths.set(0, root.resolve("moved"));
        try (DriveSet set = open(paths)) {
            assertThat(set.report().degraded()).isFalse();
            assertThat(set.home().directory()).isEqualTo(root.resolve("moved"));
        }
    }

    @Test
    void open_whileAnotherHasThemOpen_isRefused() {
        List<Path> paths = paths(2);
        try (DriveSet held = open(paths)) {
            assertThat(held.drives()).hasSize(2);
            assertRefused(paths, Reason.LOCKED);
        }
        open(paths).close();
    }

    @Test
    void open_withMissingDrivesUpToTheParity_goesOnAndRaisesTheEpoch() {
        List<Path> paths = paths(4);
        open(paths).close();
        try (DriveSet set = open(paths.subList(0, 2))) {
            assertThat(set.report().missing()).hasSize(2);
            assertThat(set.drives()).hasSize(2);
            assertThat(set.epoch()).isEqualTo(2);
            assertThat(set.layout()).isEqualTo(new Layout(4, 2));
        }
        try (DriveSet set = open(paths)) {
            assertThat(set.report().degraded()).isFalse();
            assertThat(set.boot()).isEqualTo(3);
        }
        assertRefused(paths.subList(0, 1), Reason.TOO_MANY_MISSING);
    }

    @Test
    void open_withoutTheHomeDriveAndWithoutAJournal_isRefused() throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        assertRefused(paths.subList(1, 4), Reason.HOME_MISSING);
        FileTrees.empty(paths.getFirst());
        assertRefused(paths, Reason.HOME_MISSING);
    }

    @Test
    void open_withoutTheHomeDrive_movesHomeToADriveWithoutJournalAndRaisesTheEpoch()
            throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        makeJournal(paths.get(1));
        makeJournal(paths.get(3));
        Files.writeString(
                Files.createDirectory(paths.get(2).resolve("log")).resolve("old"), "of long ago");
        try (DriveSet set = open(paths.subList(1, 4))) {
            assertThat(set.home().directory()).isEqualTo(paths.get(2));
            assertThat(set.report().homeMoved()).contains(paths.getFirst());
            assertThat(set.epoch()).isEqualTo(2);
            assertThat(paths.get(2).resolve("log")).doesNotExist();
            assertThat(paths.get(2).resolve("log.set-aside-2").resolve("old")).exists();
        }
        try (DriveSet set = open(paths)) {
            assertThat(set.home().directory()).isEqualTo(paths.get(2));
            assertThat(set.report().homeMoved()).isEmpty();
            assertThat(set.report().degraded()).isFalse();
        }
    }

    @Test
    void open_withTheHomeDriveEmptied_movesHomeAndFormatsIt() throws IOException {
        List<Path> paths = paths(2);
        open(paths).close();
        makeJournal(paths.get(1));
        FileTrees.empty(paths.getFirst());
        try (DriveSet set = open(paths)) {
            assertThat(set.home().directory()).isEqualTo(paths.get(1));
            assertThat(set.report().replaced()).containsExactly(paths.getFirst());
        }
    }

    @Test
    void open_ofHalfOfTheDrives_goesOnOnlyWithTheHomeDrive() throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        makeJournal(paths.get(2));
        assertRefused(paths.subList(2, 4), Reason.HOME_MISSING);
        try (DriveSet set = open(paths.subList(0, 2))) {
            assertThat(set.home().directory()).isEqualTo(paths.getFirst());
        }
    }

    @Test
    void open_ofFewerThanHalfOfTheDrives_isRefusedWhateverTheParity() {
        List<Path> paths = paths(4);
        DriveSet.open(paths, DriveSetOptions.DEFAULT.withParity(3), environment).close();
        assertRefused(paths.subList(0, 1), Reason.TOO_MANY_MISSING);
    }

    @Test
    void open_whenAnAbsentDriveHasAHigherBoot_believesTheHighestEpoch() throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        makeJournal(paths.get(1));
        makeJournal(paths.get(3));
        open(paths.subList(1, 4)).close();
        raiseBoot(paths.getFirst());
        try (DriveSet set = open(paths)) {
            assertThat(set.home().directory()).isEqualTo(paths.get(2));
        }
    }

    private static void makeJournal(Path drive) throws IOException {
        Path journal = Files.createDirectory(drive.resolve("journal"));
        Files.writeString(journal.resolve("0000000000000001.jrn"), "records");
    }

    private static void raiseBoot(Path drive) throws IOException {
        Path json = drive.resolve(DriveFile.NAME);
        Files.writeString(json, Files.readString(json).replace("\"boot\" : ", "\"boot\" : 1"));
    }

    @Test
    void open_withAnEmptiedDirectory_formatsItAsAReplacedDrive() throws IOException {
        List<Path> paths = paths(4);
        DriveId old;
        try (DriveSet set = open(paths)) {
            old = set.drives().get(2).id();
        }
        FileTrees.empty(paths.get(2));
        try (DriveSet set = open(paths)) {
            assertThat(set.report().replaced()).containsExactly(paths.get(2));
            assertThat(set.drives()).hasSize(4).extracting(LocalDrive::id).doesNotContain(old);
        }
        try (DriveSet set = open(paths)) {
            assertThat(set.report().degraded()).isFalse();
        }
    }

    @Test
    void open_afterADriveWasEmptiedUnderAServer_removesTheNotesThatItWroteThere()
            throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        FileTrees.empty(paths.get(2));
        Files.writeString(paths.get(2).resolve("refill.json"), "{\"complete\":true}");
        Files.writeString(paths.get(2).resolve("reclaim.json"), "{}");
        try (DriveSet set = open(paths)) {
            assertThat(set.report().replaced()).containsExactly(paths.get(2));
            assertThat(paths.get(2).resolve("refill.json")).doesNotExist();
            assertThat(paths.get(2).resolve("reclaim.json")).doesNotExist();
        }
    }

    @Test
    void renew_ofAnEmptiedDrive_raisesItsFillForGood() throws IOException {
        List<Path> paths = paths(4);
        try (DriveSet set = open(paths)) {
            renewEmptied(set, paths.get(2));
            renewEmptied(set, paths.get(2));
            assertThat(fills(set)).containsExactly(0L, 0L, 2L, 0L);
        }
        try (DriveSet set = open(paths)) {
            assertThat(set.report().degraded()).isFalse();
            assertThat(fills(set)).containsExactly(0L, 0L, 2L, 0L);
        }
    }

    private void renewEmptied(DriveSet set, Path path) throws IOException {
        FileTrees.empty(path);
        LocalDrive drive = set.drives().get(2);
        drive.lose();
        set.renew(drive, environment.disk(), Long.MAX_VALUE);
        assertThat(drive.health().lost()).isFalse();
    }

    private static List<Long> fills(DriveSet set) {
        return set.drives().stream().map(LocalDrive::fill).toList();
    }

    @Test
    void open_ofADriveThatLacksADirectoryOfItsShards_raisesItsFillOnce() {
        List<Path> paths = paths(4);
        open(paths).close();
        long fill = 0;
        for (Path gone : PackedShardStore.directories(paths.get(2))) {
            clearQuietly(gone);
            fill++;
            for (int start = 0; start < 2; start++) {
                try (DriveSet set = open(paths)) {
                    assertThat(set.report().degraded()).isFalse();
                    assertThat(fills(set)).as("%s", gone).containsExactly(0L, 0L, fill, 0L);
                    assertThat(gone).isDirectory();
                }
            }
        }
    }

    /// As a crash does between keeping the fill and making the directories again.
    @Test
    void open_thatFailsBeforeADirectoryIsMadeAgain_raisesTheFillForGood() {
        List<Path> paths = paths(4);
        open(paths).close();
        clearQuietly(paths.get(2).resolve("segments"));
        refusing = "data3/segments";
        assertThatThrownBy(() -> open(paths)).isInstanceOf(DriveSetException.class);
        refusing = "nothing";
        try (DriveSet set = open(paths)) {
            assertThat(fills(set)).containsExactly(0L, 0L, 2L, 0L);
        }
    }

    @Test
    void renew_thatFailedHalfWay_isDoneAtTheNextAttempt() throws IOException {
        List<Path> paths = paths(4);
        try (DriveSet set = open(paths)) {
            LocalDrive drive = set.drives().get(2);
            FileTrees.empty(paths.get(2));
            drive.lose();
            refusing = "segments";
            assertThatThrownBy(() -> set.renew(drive, environment.disk(), Long.MAX_VALUE))
                    .isInstanceOf(IOException.class);
            assertThat(paths.get(2).resolve(DriveFile.NAME)).exists();
            assertThat(drive.health().lost()).isTrue();
            refusing = "nothing";
            set.renew(drive, environment.disk(), Long.MAX_VALUE);
            assertThat(drive.health().lost()).isFalse();
            assertThat(drive.fill()).isEqualTo(1);
        }
    }

    @Test
    void renew_ofADriveThatCameBackWithWhatItHeld_isRefused() throws IOException {
        List<Path> paths = paths(4);
        try (DriveSet set = open(paths)) {
            LocalDrive drive = set.drives().get(2);
            drive.lose();
            assertThatThrownBy(() -> set.renew(drive, environment.disk(), Long.MAX_VALUE))
                    .isInstanceOf(DriveSetException.class)
                    .hasMessageContaining("restart");
            assertThat(drive.health().lost()).isTrue();
        }
    }

    @Test
    void open_ofAnEmptiedDriveWithAJournalsDirectory_formatsItOnlyIfThatIsEmpty()
            throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        FileTrees.empty(paths.get(2));
        Path journal = Files.createDirectory(paths.get(2).resolve("journal"));
        Path file = Files.writeString(journal.resolve("0000000000000001.jrn"), "all that is left");
        assertThatThrownBy(() -> open(paths))
                .isInstanceOf(DriveSetException.class)
                .hasMessageContaining("journal");
        assertThat(file).exists();
        Files.delete(file);
        try (DriveSet set = open(paths)) {
            assertThat(set.report().replaced()).containsExactly(paths.get(2));
        }
    }

    @Test
    void open_whereNothingIsMountedAnyMore_neverFormats() throws IOException {
        List<Path> paths = paths(4);
        mounted.addAll(paths);
        open(paths).close();
        FileTrees.empty(paths.get(3));
        mounted.remove(paths.get(3));
        try (DriveSet set = open(paths)) {
            assertThat(set.report().missing()).containsExactly(paths.get(3));
            assertThat(paths.get(3).resolve(DriveFile.NAME)).doesNotExist();
        }
        mounted.add(paths.get(3));
        try (DriveSet set = open(paths)) {
            assertThat(set.report().replaced()).containsExactly(paths.get(3));
        }
    }

    @Test
    void open_withMoreDirectories_letsThemJoin() {
        open(paths(2)).close();
        try (DriveSet set = open(paths(6))) {
            assertThat(set.report().joined()).hasSize(4);
            assertThat(set.layout()).isEqualTo(new Layout(6, 3));
        }
        try (DriveSet set = open(paths(6))) {
            assertThat(set.report().joined()).isEmpty();
        }
    }

    @Test
    void open_withDirectoriesOfTwoClusters_isRefused() {
        List<Path> paths = paths(4);
        open(paths.subList(0, 2)).close();
        open(paths.subList(2, 4)).close();
        assertRefused(paths, Reason.OTHER_CLUSTER);
    }

    @Test
    void open_afterAReplacedDriveComesBack_isRefused() throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        Files.move(paths.get(2), root.resolve("old"));
        Files.createDirectory(paths.get(2));
        open(paths).close();
        paths.add(root.resolve("old"));
        assertRefused(paths, Reason.OTHER_CLUSTER);
    }

    @Test
    void open_ofDirectoriesThatCannotBeMade_saysSoInWords() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "a file");
        for (Path path : List.of(Path.of("/proc/cairn"), file.resolve("below"))) {
            assertThatThrownBy(() -> open(List.of(path)))
                    .isInstanceOf(DriveSetException.class)
                    .hasMessageStartingWith("cannot create directory " + path + ": ")
                    .hasMessageContaining("DIR")
                    .hasMessageNotContaining("Exception");
        }
    }

    @Test
    void open_ofUnfitDirectories_saysWhy() throws IOException {
        assertRefused(List.of(root.resolve("a"), root.resolve("a")), Reason.TWICE);
        Path full = Files.createDirectory(root.resolve("full"));
        Files.writeString(full.resolve("notes.txt"), "mine");
        assertRefused(List.of(full), Reason.NOT_EMPTY);
        Path file = Files.writeString(root.resolve("file"), "a file");
        assertRefused(List.of(file), Reason.NOT_WRITABLE);
        Path newer = root.resolve("newer");
        open(List.of(newer)).close();
        Path json = newer.resolve(DriveFile.NAME);
        String text = Files.readString(json);
        Files.writeString(json, text.replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"));
        assertRefused(List.of(newer), Reason.NEWER_FORMAT);
        Files.writeString(json, "{");
        assertRefused(List.of(newer), Reason.UNREADABLE);
        assertThatThrownBy(() -> open(List.of(newer)))
                .hasMessageContainingAll(json.toString(), "damaged at line 1, column 2")
                .message()
                .doesNotContain("\n", "jackson");
    }

    @Test
    void open_ofAFullDrive_saysWhichAndWhatToDo() throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        for (String file : List.of("data3/drive.json.tmp", "data3/segments")) {
            refusing = file;
            assertThatThrownBy(() -> open(paths))
                    .isInstanceOf(DriveSetException.class)
                    .hasMessageContainingAll(paths.get(2).toString(), "No space left on device")
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageNotContaining("java.io");
        }
        refusing = "nothing";
        open(paths).close();
    }

    @Test
    void open_withAChosenParity_keepsIt() {
        List<Path> paths = paths(4);
        DriveSetOptions options = DriveSetOptions.DEFAULT.withParity(1);
        DriveSet.open(paths, options, environment).close();
        try (DriveSet set = open(paths)) {
            assertThat(set.layout()).isEqualTo(new Layout(4, 1));
        }
        assertThatThrownBy(() -> DriveSet.open(paths, options.withParity(4), environment))
                .isInstanceOf(DriveSetException.class)
                .hasMessageContaining("--parity");
    }

    @Test
    void open_afterFormattingBrokeOff_formatsAgain() throws IOException {
        List<Path> paths = paths(4);
        open(paths).close();
        for (Path path : paths) {
            Path json = path.resolve(DriveFile.NAME);
            Files.writeString(json, Files.readString(json).replace("\"boot\" : 1", "\"boot\" : 0"));
            try (Stream<Path> rest = Files.list(path)) {
                rest.filter(Files::isDirectory).forEach(DriveSetTest::clearQuietly);
            }
        }
        Files.delete(paths.get(3).resolve(DriveFile.NAME));
        try (DriveSet set = open(paths)) {
            assertThat(set.report().formatted()).isTrue();
            assertThat(set.drives()).hasSize(4);
        }
    }

    private DriveSet open(List<Path> paths) {
        return DriveSet.open(paths, DriveSetOptions.DEFAULT, environment);
    }

    private void assertRefused(List<Path> paths, Reason reason) {
        assertThatThrownBy(() -> open(paths))
                .isInstanceOfSatisfying(
                        DriveSetException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private List<Path> paths(int count) {
        List<Path> paths = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            paths.add(root.resolve("data" + number));
        }
        return paths;
    }

    private static void clearQuietly(Path directory) {
        try {
            FileTrees.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
