package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cairn.erasure.CodingKernel;
import io.cairn.platform.MonotonicClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StripeCodingTest {
    @Test
    @Timeout(300)
    void improve_whereThereIsAFasterKernel_takesItOnceTheServerIsReady() throws Exception {
        String best = CodingKernel.usable().getFirst().name();
        assumeThat(best).isNotEqualTo("scalar");
        AtomicBoolean ready = new AtomicBoolean();
        AtomicInteger questions = new AtomicInteger();
        CompletableFuture<CodingKernel> taken = new CompletableFuture<>();
        try (StripeCoding coding = new StripeCoding(MonotonicClock.SYSTEM)) {
            assertThat(coding.first().name()).isEqualTo("scalar");
            coding.improve(
                    () -> {
                        questions.incrementAndGet();
                        return ready.get();
                    },
                    taken::complete);
            while (questions.get() < 2) {
                Thread.onSpinWait();
            }
            assertThat(taken).isNotDone();
            ready.set(true);
            assertThat(taken.get().name()).isEqualTo(best);
        }
    }
}
