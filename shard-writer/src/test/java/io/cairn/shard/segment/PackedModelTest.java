package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.WrongDisk;
import io.cairn.shard.index.IndexSource;
import io.cairn.shard.index.WrongIndexes;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random histories of the packed store with crashes and failures, against a model. Replay one with
/// `-Dcairn.packed.seed=SEED -Dtest=PackedModelTest`; run more with `-Dcairn.packed.histories=N`.
class PackedModelTest {
    private static final long HISTORIES = Long.getLong("cairn.packed.histories", 2_000);
    private static final long HISTORIES_UNTIL_FOUND = 2_000;

    @Test
    void store_underRandomHistories_equalsTheModel() throws IOException {
        Long only = Long.getLong("cairn.packed.seed");
        if (only != null) {
            new PackedHistory(only).run();
            return;
        }
        for (long seed = 1; seed <= HISTORIES; seed++) {
            new PackedHistory(seed).run();
        }
    }

    @ParameterizedTest
    @EnumSource(WrongDisk.Mistake.class)
    void store_thatUsesItsDiskWrongly_isFoundOut(WrongDisk.Mistake mistake) {
        assertFoundOut(disk -> new WrongDisk(disk, mistake), UnaryOperator.identity());
    }

    @ParameterizedTest
    @EnumSource(WrongIndexes.Mistake.class)
    void store_thatUsesItsIndexWrongly_isFoundOut(WrongIndexes.Mistake mistake) {
        assertFoundOut(UnaryOperator.identity(), indexes -> new WrongIndexes(indexes, mistake));
    }

    private static void assertFoundOut(
            UnaryOperator<Disk> wrongDisk, UnaryOperator<IndexSource> wrongIndex) {
        long seed = 1;
        while (seed <= HISTORIES_UNTIL_FOUND && passes(seed, wrongDisk, wrongIndex)) {
            seed++;
        }
        assertThat(seed).isLessThanOrEqualTo(HISTORIES_UNTIL_FOUND);
    }

    /// False if the model found a fault; a store that cannot be opened or used is one too.
    private static boolean passes(
            long seed, UnaryOperator<Disk> wrongDisk, UnaryOperator<IndexSource> wrongIndex) {
        try {
            new PackedHistory(seed, wrongDisk, wrongIndex).run();
            return true;
        } catch (AssertionError | IOException e) {
            return false;
        }
    }
}
