package io.cairn.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.shard.disk.FileSystemDisk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A journal of several files, two of an earlier process, that is looked at while it is open.
final class JournalCheckTest {
    private static final JournalTopics TOPICS =
            new JournalTopics(List.of(new JournalTopic("log", 2, false)));
    private static final JournalIdentity IDENTITY = new JournalIdentity(new UUID(1, 2), TOPICS);
    private static final long FILE_BYTES = JournalHeaderLayout.FIRST_BATCH + 1_000;
    private static final int RECORDS = 20;

    @TempDir Path directory;

    private final FileSystemDisk disk = new FileSystemDisk();
    private Journal journal;
    private int records;

    @BeforeEach
    void write() throws IOException {
        Journal.make(disk, directory.resolve("journal"));
        journal = open();
        append();
        assertThat(files()).as("files of the earlier process").isGreaterThan(2);
        journal.close();
        journal = open();
        append();
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
    }

    private Journal open() throws IOException {
        return Journal.open(
                disk,
                directory.resolve("journal"),
                IDENTITY,
                new JournalSettings(FILE_BYTES, 500),
                new Random(3));
    }

    private void append() throws IOException {
        int end = records + RECORDS;
        while (records < end) {
            append(journal, records, "value-" + records + "-");
            records++;
        }
    }

    private static void append(Journal to, long offset, String value) throws IOException {
        JournalBatch.Builder batch = new JournalBatch.Builder(TOPICS);
        batch.add(0, offset, offset, null, value.getBytes(StandardCharsets.UTF_8));
        to.append(List.of(batch.build()), 1, true);
    }

    private long files() throws IOException {
        try (var all = Files.list(directory.resolve("journal"))) {
            return all.count();
        }
    }

    private Path file(long number) {
        return directory.resolve("journal/%016x.jrn".formatted(number));
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    /// Flips a bit in each place where the value stands: what a file repeats stands in two.
    private void damage(String value) throws IOException {
        int found = 0;
        for (long number = 1; number <= files(); number++) {
            String text = Files.readString(file(number), StandardCharsets.ISO_8859_1);
            if (text.contains(value)) {
                flip(file(number), text.indexOf(value));
                found++;
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void journal_thatIsWhole_hasNoDamage() throws IOException {
        AtomicLong read = new AtomicLong();
        assertThat(journal.damage(read::addAndGet)).isEmpty();
        assertThat(read).hasValueGreaterThan(RECORDS * 2 * 50L);
    }

    @Test
    void journal_withATornTailOfAnEarlierProcess_hasNoDamage() throws IOException {
        Path last = file(files());
        journal.close();
        byte[] bytes = Files.readAllBytes(last);
        String value = "value-" + (records - 1) + "-";
        int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(value) + value.length();
        byte[] torn = new byte[100];
        new Random(5).nextBytes(torn);
        System.arraycopy(torn, 0, bytes, (end + 7) & -8, torn.length);
        Files.write(last, bytes);
        journal = open();
        append();
        assertThat(journal.damage(spent -> {})).isEmpty();
    }

    @Test
    void journal_withAFileThatWasOnlyBegun_hasNoDamage() throws IOException {
        long next = files() + 1;
        journal.close();
        Files.write(file(next), new byte[JournalHeaderLayout.FIRST_BATCH]);
        journal = open();
        append();
        assertThat(files()).isGreaterThan(next);
        assertThat(journal.damage(bytes -> {})).isEmpty();
    }

    @Test
    void everyRecord_thatIsDamaged_isFound() throws IOException {
        for (int record = 0; record < records; record++) {
            damage("value-" + record + "-");
            assertThat(journal.damage(bytes -> {})).as("record %d", record).isPresent();
            repair("value-" + record + "-");
        }
        assertThat(journal.damage(bytes -> {})).isEmpty();
    }

    private void repair(String value) throws IOException {
        String flipped = (char) (value.charAt(0) ^ 1) + value.substring(1);
        damage(flipped);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, JournalHeaderLayout.COPY})
    void header_ofWhichOneCopyIsDamaged_isFound(int at) throws IOException {
        flip(file(2), at + JournalHeaderLayout.SALT);
        assertThat(journal.damage(bytes -> {}))
                .hasValueSatisfying(what -> assertThat(what).contains(file(2).toString()));
    }

    @Test
    void journal_thatWasNotWrittenToYet_isNotLookedAt() throws IOException {
        journal.close();
        damage("value-3-");
        journal = open();
        assertThat(journal.damage(bytes -> {})).isEmpty();
        append();
        assertThat(journal.damage(bytes -> {})).isPresent();
    }

    @Test
    void check_thatNobodyWantsAnyMore_saysNothing() {
        assertThatThrownBy(() ->
                        journal.damage(bytes -> {
                            throw new InterruptedIOException("the server stops");
                        }))
                .isInstanceOf(InterruptedIOException.class);
    }
}
