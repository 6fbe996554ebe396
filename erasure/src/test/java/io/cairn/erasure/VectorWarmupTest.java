package io.cairn.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VectorWarmupTest {
    private static final int SCALAR_ROUNDS = 500;
    private static final int FAST_ROUNDS = 8;
    private static final long SCALAR_NANOS = 10;
    private static final int ROUNDS_MAX = 1_000;

    /// A clock on which each stripe takes a time of our choice.
    private static final class Clock {
        private final int slow;
        private long now;
        private int calls;

        /// Of the kernel's rounds the first `slow` take longer than the scalar kernel's.
        Clock(int slow) {
            this.slow = slow;
        }

        long nanos() {
            boolean ends = calls % 2 == 1;
            int round = calls / 2 - SCALAR_ROUNDS;
            calls++;
            if (ends) {
                now += round < 0 ? SCALAR_NANOS : round < slow ? SCALAR_NANOS + 1 : 1;
            }
            return now;
        }
    }

    @Test
    void run_onceTheKernelIsFast_ends() throws InterruptedException {
        List<Long> rounds = new ArrayList<>();

        boolean fast =
                new VectorWarmup(new Clock(20)::nanos, ROUNDS_MAX)
                        .run(CodingKernel.scalar(), rounds::add);

        assertThat(fast).isTrue();
        assertThat(rounds).hasSize(20 + FAST_ROUNDS - 1).startsWith(SCALAR_NANOS + 1);
    }

    @Test
    void run_thatIsStopped_ends() throws InterruptedException {
        List<Long> rounds = new ArrayList<>();

        boolean fast =
                new VectorWarmup(new Clock(20)::nanos, ROUNDS_MAX)
                        .run(
                                CodingKernel.scalar(),
                                nanos -> rounds.add(nanos) && rounds.size() < 5);

        assertThat(fast).isFalse();
        assertThat(rounds).hasSize(5);
    }

    @Test
    void run_ofAKernelThatStaysSlow_givesUp() throws InterruptedException {
        assertThat(
                        new VectorWarmup(new Clock(Integer.MAX_VALUE)::nanos, ROUNDS_MAX)
                                .run(CodingKernel.scalar(), nanos -> true))
                .isFalse();
    }

    @Test
    void vectors_onAProcessorThatHasThem_areCompiledInTheEnd() throws InterruptedException {
        assumeThat(VectorKernel.isFast()).isTrue();

        Optional<CodingKernel> vectors = CodingKernel.vectors(System::nanoTime, nanos -> true);

        assertThat(vectors)
                .map(CodingKernel::name)
                .hasValueSatisfying(name -> assertThat(name).startsWith("vector-"));
    }
}
