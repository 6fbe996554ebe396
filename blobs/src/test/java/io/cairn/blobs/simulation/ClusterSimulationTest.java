package io.cairn.blobs.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClusterSimulationTest {
    private static final int SEEDS = Integer.getInteger("cairn.simulation.seeds", 150);
    private static final int SEEDS_FOR_A_MISTAKE = 200;

    /// Run more with `-Dcairn.simulation.seeds=10000`.
    @Test
    void cluster_underRandomHistories_keepsItsInvariants() throws IOException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Optional<AssertionError> broken = run(seed, Mistake.NONE);
            broken.ifPresent(error -> {
                throw error;
            });
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void cluster_thatBreaksARule_isFoundOut(Mistake mistake) throws IOException {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS_FOR_A_MISTAKE && !found; seed++) {
            found = run(seed, mistake).isPresent();
        }
        assertThat(found).isTrue();
    }

    private static Optional<AssertionError> run(long seed, Mistake mistake) throws IOException {
        try {
            new ClusterSimulation(seed, mistake).run();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(new AssertionError("seed " + seed + ": " + e.getMessage(), e));
        }
    }
}
