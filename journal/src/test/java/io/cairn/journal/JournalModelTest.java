package io.cairn.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.WrongDisk;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random histories of a journal with crashes and failures, against the log that it follows. Replay
/// one with `-Dcairn.journal.seed=SEED -Dtest=JournalModelTest`; run more with
/// `-Dcairn.journal.histories=N`.
class JournalModelTest {
    private static final long HISTORIES = Long.getLong("cairn.journal.histories", 400);
    private static final long HISTORIES_UNTIL_FOUND = 500;

    @Test
    void journal_underRandomHistories_holdsTheLog() throws IOException {
        Long only = Long.getLong("cairn.journal.seed");
        if (only != null) {
            new JournalHistory(only).run();
            return;
        }
        for (long seed = 1; seed <= HISTORIES; seed++) {
            new JournalHistory(seed).run();
        }
    }

    /// A journal renames nothing.
    @ParameterizedTest
    @EnumSource(
            value = WrongDisk.Mistake.class,
            names = "RENAME_AFTER_SYNC",
            mode = EnumSource.Mode.EXCLUDE)
    void journal_thatUsesItsDiskWrongly_isFoundOut(WrongDisk.Mistake mistake) {
        long seed = 1;
        while (seed <= HISTORIES_UNTIL_FOUND
                && passes(seed, disk -> new WrongDisk(disk, mistake))) {
            seed++;
        }
        assertThat(seed).isLessThanOrEqualTo(HISTORIES_UNTIL_FOUND);
    }

    private static boolean passes(long seed, UnaryOperator<Disk> wrong) {
        try {
            new JournalHistory(seed, wrong).run();
            return true;
        } catch (AssertionError | IOException e) {
            return false;
        }
    }
}
