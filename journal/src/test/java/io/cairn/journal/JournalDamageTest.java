package io.cairn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Journals whose bytes are damaged, or torn where they were written last.
class JournalDamageTest {
    private static final JournalTopics TOPICS =
            new JournalTopics(
                    List.of(
                            new JournalTopic("cairn.namespace", 2, false),
                            new JournalTopic("_schemas", 1, true)));
    private static final JournalIdentity IDENTITY = new JournalIdentity(new UUID(1, 2), TOPICS);
    private static final int RECORDS = 30;

    @TempDir Path directory;

    private final FileSystemDisk disk = new FileSystemDisk();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Journal open() throws IOException {
        return open(1 << 20);
    }

    private Journal open(long fileBytes) throws IOException {
        Journal.make(disk, directory.resolve("journal"));
        return Journal.open(
                disk,
                directory.resolve("journal"),
                IDENTITY,
                new JournalSettings(fileBytes, 0),
                new Random(3));
    }

    private JournalReader reader() {
        return new JournalReader(disk, directory.resolve("journal"), IDENTITY);
    }

    private void write() throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < RECORDS; i++) {
                JournalBatch.Builder batch = new JournalBatch.Builder(TOPICS);
                batch.add(0, i, i, bytes("key" + i), bytes("value" + i));
                journal.append(List.of(batch.build()), 1, true);
            }
        }
    }

    private List<JournalRecord> read() throws IOException {
        List<JournalRecord> found = new ArrayList<>();
        reader().read(new long[TOPICS.slots()], found::add);
        return found;
    }

    private Path file(int number) {
        return directory.resolve("journal/%016x.jrn".formatted(number));
    }

    @Test
    void read_ofEveryFlippedByte_losesTheBatchAndNeverGivesAWrongOne() throws IOException {
        write();
        Path path = file(1);
        byte[] good = Files.readAllBytes(path);
        for (int at = JournalHeaderLayout.FIRST_BATCH; at < good.length; at += 7) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            Files.write(path, bad);
            List<JournalRecord> found = read();
            assertThat(found).as("byte %d", at).hasSizeBetween(RECORDS - 1, RECORDS);
            for (JournalRecord each : found) {
                assertThat(each.value()).isEqualTo(bytes("value" + each.offset()));
                assertThat(each.key()).isEqualTo(bytes("key" + each.offset()));
            }
        }
    }

    private static JournalBatch batch(int slot, long offset, String value) {
        JournalBatch.Builder batch = new JournalBatch.Builder(TOPICS);
        batch.add(slot, offset, offset, null, bytes(value));
        return batch.build();
    }

    private void damage(String value) throws IOException {
        damage(1, value);
    }

    private void damage(int number, String value) throws IOException {
        damage(number, value, 0);
    }

    /// Damages the frame of a batch of one record.
    private void damageFrame(int number, String value) throws IOException {
        damage(number, value, JournalRecordLayout.BYTES + 1);
    }

    /// Flips a bit so many bytes before a value, which stands in the file once.
    private void damage(int number, String value, int before) throws IOException {
        Path path = file(number);
        byte[] file = Files.readAllBytes(path);
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(value);
        file[at - before] ^= 1;
        Files.write(path, file);
    }

    private void damageHeaders(int number) throws IOException {
        Path path = file(number);
        byte[] bytes = Files.readAllBytes(path);
        bytes[20] ^= 1;
        bytes[JournalHeaderLayout.COPY + 20] ^= 1;
        Files.write(path, bytes);
    }

    @Test
    void state_withTheLastRecordOfAPartitionDamaged_saysThatItWasThere() throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(1, 0, "lost")), 1, false);
            journal.append(List.of(batch(0, 0, "a")), 1, false);
            journal.append(List.of(batch(0, 1, "b")), 2, true);
        }
        PartitionEnds before = reader().state().ends();
        damage("lost");
        JournalState state = reader().state();
        assertThat(state.generation()).isEqualTo(2);
        assertThat(state.complete()).isTrue();
        List<JournalRecord> found = new ArrayList<>();
        PartitionEnds read = reader().read(new long[TOPICS.slots()], found::add);
        assertThat(found).hasSize(2);
        for (PartitionEnds each : List.of(state.ends(), read)) {
            assertThat(each).hasToString("[2, 1, 0]");
            assertThat(each.crc(1)).isEqualTo(before.crc(1));
        }
        try (Journal journal = open()) {
            assertThat(journal.ends()).hasToString("[0, 0, 0]");
        }
    }

    @Test
    void state_withATornWriteBehindDamage_doesNotCountThatWrite() throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, 0, "lost")), 1, true);
            journal.append(List.of(batch(0, 1, "a"), batch(0, 2, "b")), 1, true);
            journal.append(List.of(batch(0, 3, "torn"), batch(1, 0, "c")), 1, true);
        }
        damage("lost");
        damage("torn");
        assertThat(reader().state().ends()).hasToString("[3, 0, 0]");
        assertThat(read()).extracting(JournalRecord::offset).containsExactly(1L, 2L);
    }

    @Test
    void state_withATornWriteRightBehindDamage_doesNotCountThatWrite() throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, 0, "a"), batch(0, 1, "lost")), 1, true);
            journal.append(List.of(batch(0, 2, "torn"), batch(1, 0, "c")), 1, true);
        }
        damage("lost");
        damage("torn");
        assertState(1, "[2, 0, 0]", true);
        assertThat(read()).extracting(JournalDamageTest::text).containsExactly("a");
    }

    /// What the journal says of itself, however it is asked.
    private void assertState(long generation, String ends, boolean complete) throws IOException {
        JournalState state = reader().state();
        assertThat(state.generation()).isEqualTo(generation);
        assertThat(state.ends()).hasToString(ends);
        assertThat(state.complete()).isEqualTo(complete);
        assertThat(reader().read(new long[TOPICS.slots()], record -> {})).hasToString(ends);
    }

    /// Of the torn write no more than a frame is whole.
    @Test
    void state_withDamageBeforeATornWrite_saysWhatTheDamagedOneHeld() throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, 0, "a")), 1, false);
            journal.append(List.of(batch(1, 0, "lost")), 2, true);
            journal.append(List.of(batch(0, 1, "torn")), 2, false);
        }
        damage("lost");
        damage("torn");
        assertState(2, "[1, 1, 0]", true);
        assertThat(read()).extracting(JournalDamageTest::text).containsExactly("a");
        try (Journal journal = open()) {
            assertThat(journal.ends()).as("what is not to be written").hasToString("[1, 0, 0]");
        }
    }

    @Test
    void state_withATornWriteAtTheEnd_saysNothingOfIt() throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, 0, "a")), 1, true);
            journal.append(List.of(batch(0, 1, "torn"), batch(1, 0, "b")), 2, false);
        }
        damage("torn");
        assertState(1, "[1, 0, 0]", true);
    }

    /// Up to where it went nobody knows, so it does not show that it holds all of the log.
    @Test
    void state_withAFrameDamagedBeforeATornWrite_isNotComplete() throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, 0, "a")), 1, true);
            journal.append(List.of(batch(1, 0, "lost")), 1, true);
            journal.append(List.of(batch(0, 1, "torn")), 1, true);
        }
        damageFrame(1, "lost");
        damage("torn");
        assertState(1, "[1, 0, 0]", false);
    }

    @Test
    void state_withAFrameDamagedBeforeAWriteThatIsWhole_isComplete() throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(1, 0, "lost")), 1, true);
            journal.append(List.of(batch(0, 0, "a"), batch(0, 1, "torn")), 1, true);
        }
        damageFrame(1, "lost");
        damage("torn");
        assertState(1, "[1, 1, 0]", true);
    }

    /// The header of the next file was written when all of the one before was durable.
    @Test
    void state_withDamageAtTheEndOfAFileBeforeATornOne_saysWhatTheDamagedWriteHeld()
            throws IOException {
        try (Journal journal = open(JournalHeaderLayout.FIRST_BATCH)) {
            journal.append(List.of(batch(0, 0, "lost")), 1, true);
            journal.append(List.of(batch(0, 1, "torn")), 1, true);
        }
        damageFrame(1, "lost");
        damageFrame(2, "torn");
        assertState(1, "[1, 0, 0]", true);
        assertThat(read()).isEmpty();
    }

    /// What the damaged file repeats of the one before is taken from there.
    @Test
    void state_withAFileOfDamageAndATornWrite_saysWhatTheDamagedOneHeld() throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, 0, "repeated")), 1, true);
        }
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, 1, "lost")), 2, true);
            journal.append(List.of(batch(0, 2, "torn"), batch(1, 0, "c")), 2, true);
        }
        damage(2, "repeated");
        damage(2, "lost");
        damage(2, "torn");
        assertState(2, "[2, 0, 0]", true);
        assertThat(read()).extracting(JournalDamageTest::text).containsExactly("repeated");
    }

    /// What is whole of a later write shows that all of the earlier one was, though it may be torn
    /// itself.
    @Test
    void read_ofADamagedWriteBeforeATornOne_givesTheOtherBatchesOfTheDamagedOne()
            throws IOException {
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, 0, "lost"), batch(0, 1, "a")), 1, true);
            journal.append(List.of(batch(0, 2, "torn"), batch(1, 0, "c")), 1, true);
        }
        damage("lost");
        damage("torn");
        assertThat(read()).extracting(JournalDamageTest::text).containsExactly("a");
        assertThat(reader().state().ends()).hasToString("[2, 0, 0]");
    }

    /// What was written later shows that all of that write was durable.
    @Test
    void read_ofAWriteWithADamagedBatch_givesTheOthersIfMoreWasWrittenBehind() throws IOException {
        try (Journal journal = open()) {
            journal.append(
                    List.of(batch(0, 0, "lost"), batch(0, 1, "a"), batch(1, 0, "b")), 1, true);
            journal.append(List.of(batch(0, 2, "c")), 1, true);
        }
        damage("lost");
        assertThat(read()).extracting(JournalDamageTest::text).containsExactly("a", "b", "c");
        assertThat(reader().state().ends()).hasToString("[3, 1, 0]");
    }

    private static String text(JournalRecord record) {
        return new String(Objects.requireNonNull(record.value()), StandardCharsets.UTF_8);
    }

    @Test
    void state_withBothHeadersOfTheLastFileDamaged_isTakenFromItsBatches() throws IOException {
        write();
        try (Journal journal = open()) {
            journal.append(List.of(batch(0, RECORDS, "a")), 2, true);
            journal.append(List.of(batch(1, 0, "b")), 2, true);
        }
        damageHeaders(2);
        JournalState state = reader().state();
        assertThat(state.generation()).isEqualTo(2);
        assertThat(state.complete()).isTrue();
        assertThat(state.ends()).hasToString("[%d, 1, 0]".formatted(RECORDS + 1));
        assertThat(read()).extracting(JournalDamageTest::text).endsWith("a", "b");
        try (Journal journal = open()) {
            assertThat(journal.whole()).as("it is written anew").isFalse();
        }
    }

    /// The first write to a journal that was cleared repeats none.
    @Test
    void state_withBothHeadersDamagedAndATornFirstWrite_doesNotCountThatWrite() throws IOException {
        try (Journal journal = open()) {
            journal.clear(1);
            journal.append(List.of(batch(0, 0, "torn"), batch(1, 0, "a")), 1, true);
        }
        damageHeaders(1);
        damage("torn");
        assertThat(reader().state().generation()).isZero();
        assertThat(reader().state().ends()).hasToString("[0, 0, 0]");
        assertThat(read()).isEmpty();
        try (Journal journal = open()) {
            assertThat(journal.whole()).as("it is written anew").isFalse();
        }
    }

    @Test
    void state_withBothHeadersAndTheFirstBatchDamaged_isTakenFromWhatWasWrittenLater()
            throws IOException {
        try (Journal journal = open()) {
            journal.clear(3);
            journal.append(List.of(batch(0, 0, "lost")), 3, true);
            journal.append(List.of(batch(1, 0, "a")), 3, true);
        }
        damageHeaders(1);
        damage("lost");
        assertThat(reader().state().generation()).isEqualTo(3);
        assertThat(reader().state().ends()).hasToString("[1, 1, 0]");
        assertThat(read()).extracting(JournalDamageTest::text).containsExactly("a");
    }

    @Test
    void state_withADamagedHeader_isTakenFromItsCopy() throws IOException {
        write();
        Path path = file(1);
        byte[] bytes = Files.readAllBytes(path);
        bytes[20] ^= 1;
        Files.write(path, bytes);
        assertThat(reader().state().ends().offset(0)).isEqualTo(RECORDS);
    }
}
