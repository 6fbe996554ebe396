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

    /// Of the calls of drives in a history, so many fail at least, on average.
    private static final long ERRORS_PER_SEED_MIN = 5;

    /// Run more with `-Dcairn.simulation.seeds=10000`.
    @Test
    void cluster_underRandomHistories_keepsItsInvariants() {
        long errorsStruck = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Ended ended = run(seed, Mistake.NONE);
            ended.broken()
                    .ifPresent(error -> {
                        throw error;
                    });
            errorsStruck += ended.errorsStruck();
        }
        assertThat(errorsStruck)
                .as("calls of drives that failed, else these histories say nothing of such")
                .isGreaterThan(SEEDS * ERRORS_PER_SEED_MIN);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void cluster_thatBreaksARule_isFoundOut(Mistake mistake) {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS_FOR_A_MISTAKE && !found; seed++) {
            found = run(seed, mistake).broken().isPresent();
        }
        assertThat(found).isTrue();
    }

    /// How a history ended: with a broken invariant, if any, and after so many failed calls.
    private record Ended(Optional<AssertionError> broken, long errorsStruck) {}

    @SuppressWarnings("IllegalCatch") // whatever a history throws, it is told with its seed
    private static Ended run(long seed, Mistake mistake) {
        try {
            ClusterSimulation simulation = new ClusterSimulation(seed, mistake);
            Optional<AssertionError> broken = broken(simulation, seed);
            return new Ended(broken, simulation.errorsStruck());
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("seed " + seed + " with " + mistake, e);
        }
    }

    private static Optional<AssertionError> broken(ClusterSimulation simulation, long seed)
            throws IOException {
        try {
            simulation.run();
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(new AssertionError("seed " + seed + ": " + e.getMessage(), e));
        }
    }
}
