package io.cairn.api.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BudgetTest {
    private final Budget budget = new Budget(100, Duration.ofMillis(1));

    @Test
    void share_thatGrows_takesNoMoreThanItNeeds() {
        Budget.Growing slow = budget.grow(10);
        slow.reach(0);
        budget.take(100).close();
        slow.reach(1);
        slow.reach(10);
        budget.take(90).close();
        slow.reach(11);
        slow.reach(60);
        budget.take(40).close();
        assertThatThrownBy(() -> budget.take(41)).isInstanceOf(S3Exception.class);
        slow.close();
        budget.take(100).close();
    }

    @Test
    void share_thatCannotGrow_isSlowDown() {
        Budget.Share other = budget.take(95);
        Budget.Growing slow = budget.grow(10);
        assertThatThrownBy(() -> slow.reach(1))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.error()).isEqualTo(S3Error.SlowDown));
        slow.close();
        other.close();
        other.close();
        budget.take(100).close();
    }
}
