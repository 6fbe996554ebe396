package io.cairn.api.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BudgetTest {
    private final Budget budget = new Budget(1, Duration.ofHours(1));

    @Test
    void take_ofNothing_doesNotQueueBehindThoseWhoWait() throws InterruptedException {
        Budget.Share all = budget.take(1);
        Thread waiting = Thread.ofVirtual().start(() -> budget.take(1).close());
        while (!budget.contended()) {
            Thread.onSpinWait();
        }
        budget.take(0).close();
        assertThat(budget.contended()).isTrue();
        all.close();
        waiting.join();
        budget.take(1).close();
    }

    @Test
    void take_ofWhatDoesNotComeFree_isSlowDown() {
        Budget impatient = new Budget(1, Duration.ofMillis(1));
        try (Budget.Share _ = impatient.take(1)) {
            assertThatThrownBy(() -> impatient.take(1))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> assertThat(e.error()).isEqualTo(S3Error.SlowDown));
        }
    }
}
