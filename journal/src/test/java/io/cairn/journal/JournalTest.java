package io.cairn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Journals some of whose files somebody removes.
class JournalTest {
    private static final JournalTopics TOPICS =
            new JournalTopics(List.of(new JournalTopic("log", 1, false)));
    private static final JournalIdentity IDENTITY = new JournalIdentity(new UUID(1, 2), TOPICS);

    @TempDir Path drive;

    private final FileSystemDisk disk = new FileSystemDisk();
    private long offset;

    @BeforeEach
    void make() throws IOException {
        Journal.make(disk, directory());
    }

    private Path directory() {
        return drive.resolve("journal");
    }

    private Path file(int number) {
        return directory().resolve("%016x.jrn".formatted(number));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> found = Files.list(directory())) {
            return found.toList();
        }
    }

    /// Each opening begins a file.
    private Journal open() throws IOException {
        return open(disk, directory());
    }

    private static Journal open(Disk on, Path directory) throws IOException {
        return Journal.open(on, directory, IDENTITY, JournalSettings.DEFAULT, new Random(7));
    }

    private void append(Journal journal) throws IOException {
        append(journal, 1, true);
    }

    private void append(Journal journal, long generation, boolean complete) throws IOException {
        JournalBatch.Builder batch = new JournalBatch.Builder(TOPICS);
        batch.add(0, offset, 0, null, new byte[10]);
        journal.append(List.of(batch.build()), generation, complete);
        offset++;
    }

    private void writeFiles(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try (Journal journal = open()) {
                append(journal);
            }
        }
    }

    @Test
    void append_toAFileThatWasRemoved_fails() throws IOException {
        try (Journal journal = open()) {
            append(journal);
            Files.delete(file(1));
            assertThatThrownBy(() -> append(journal)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> append(journal)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void append_whereTheDirectoryWasRemoved_failsAndMakesNone() throws IOException {
        try (Journal journal = open()) {
            Files.delete(directory());
            assertThatThrownBy(() -> append(journal)).isInstanceOf(NoSuchFileException.class);
        }
        assertThat(directory()).doesNotExist();
    }

    @Test
    void check_afterAnEarlierFileWasRemoved_fails() throws IOException {
        writeFiles(2);
        try (Journal journal = open()) {
            append(journal);
            journal.check();
            Files.delete(file(1));
            assertThatThrownBy(journal::check)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("0001.jrn");
        }
    }

    @Test
    void check_afterAnotherFileTookThePlace_fails() throws IOException {
        writeFiles(1);
        try (Journal journal = open()) {
            append(journal);
            Files.delete(file(2));
            Files.copy(file(1), file(2));
            assertThatThrownBy(journal::check).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void open_withAFileMissing_isNotWholeUntilItIsWrittenAnew() throws IOException {
        writeFiles(3);
        Files.delete(file(2));
        try (Journal journal = open()) {
            assertThat(journal.whole()).isFalse();
            journal.clear(1);
            assertThat(journal.whole()).isTrue();
            assertThat(journal.ends().offset(0)).isZero();
        }
    }

    /// Else what it hides would count again once the headers that hide it are damaged.
    @Test
    void open_afterAClearThatBrokeOff_isNotWholeUntilItIsClearedAgain() throws IOException {
        writeFiles(2);
        byte[] hidden = Files.readAllBytes(file(2));
        try (Journal journal = open()) {
            journal.clear(1);
        }
        Files.write(file(2), hidden);
        try (Journal journal = open()) {
            assertThat(journal.whole()).isFalse();
            assertThat(journal.ends().offset(0)).isZero();
            journal.clear(1);
            assertThat(journal.whole()).isTrue();
        }
        assertThat(files()).containsExactly(file(4));
    }

    @Test
    void clear_withoutRoomForAFile_leavesTheFilesThatWereThere() throws IOException {
        Path root = Path.of("/simulated");
        SimulatedDisk simulated = new SimulatedDisk(root, new Random(1));
        Path directory = root.resolve("journal");
        Journal.make(simulated, directory);
        try (Journal journal = open(simulated, directory)) {
            append(journal);
        }
        JournalFiles files = new JournalFiles(simulated, directory, IDENTITY);
        simulated.setWritableBytes(100);
        for (int i = 0; i < 2; i++) {
            try (Journal journal = open(simulated, directory)) {
                assertThatThrownBy(() -> journal.clear(1)).hasMessageContaining("No space");
            }
            assertThat(files.numbers()).containsExactly(1L);
        }
    }

    /// Else an older part of it, which looks whole, could be taken for all of the log.
    @Test
    void clear_thatThePowerEnds_leavesAllOrSaysThatTheJournalIsBeingFilled() throws IOException {
        Path root = Path.of("/simulated");
        Path journal = root.resolve("journal");
        for (long seed = 1; seed <= 200; seed++) {
            SimulatedDisk simulated = new SimulatedDisk(root, new Random(seed));
            Journal.make(simulated, journal);
            offset = 0;
            for (int generation = 1; generation <= 3; generation++) {
                try (Journal opened = open(simulated, journal)) {
                    append(opened, generation, true);
                }
            }
            simulated.failAfter((int) (seed % 10));
            try (Journal opened = open(simulated, journal)) {
                opened.clear(4);
                offset = 0;
                append(opened, 4, false);
            } catch (IOException e) {
                assertThat(e).hasMessage("the power is gone");
            }
            simulated.crash();
            JournalState state = new JournalReader(simulated, journal, IDENTITY).state();
            boolean untouched = state.generation() == 3 && state.ends().offset(0) == 3;
            boolean filling = state.generation() == 4 && !state.complete();
            assertThat(untouched || filling).as("seed %d: %s", seed, state).isTrue();
        }
    }

    @Test
    void open_withALastFileThatWasNeverBegun_isWhole() throws IOException {
        writeFiles(2);
        Files.write(file(3), new byte[] {});
        try (Journal journal = open()) {
            assertThat(journal.whole()).isTrue();
            append(journal);
        }
        try (Journal journal = open()) {
            assertThat(journal.whole()).isTrue();
        }
    }
}
