package io.cairn.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Allowance allowance = new Allowance(100, Duration.ofSeconds(10), 0);

    @Test
    void take_ofAllThereIs_leavesNothingUntilItComesBack() {
        assertThat(allowance.take(100, 0)).isTrue();
        assertThat(allowance.take(1, 0)).isFalse();
        assertThat(allowance.take(10, SECOND)).isTrue();
        assertThat(allowance.take(1, SECOND)).isFalse();
        assertThat(allowance.take(100, 100 * SECOND)).isTrue();
        assertThat(allowance.take(1, 100 * SECOND)).isFalse();
    }

    @Test
    void take_ofMoreThanThereEverIs_isRefusedAndTakesNothing() {
        assertThat(allowance.take(101, 50 * SECOND)).isFalse();
        assertThat(allowance.take(100, 50 * SECOND)).isTrue();
    }

    @Test
    void waitNanos_isAsLongAsItTakesToComeBack() {
        assertThat(allowance.waitNanos(100, 0)).isZero();
        assertThat(allowance.take(100, 0)).isTrue();
        long wait = allowance.waitNanos(50, 0);
        assertThat(wait).isBetween(5 * SECOND, 5 * SECOND + 10_000);
        assertThat(allowance.take(50, wait)).isTrue();
    }

    @Test
    void take_atATimeThatAnotherHasOvertaken_givesNothingBackTwice() {
        assertThat(allowance.take(100, 5 * SECOND)).isTrue();
        assertThat(allowance.take(1, 4 * SECOND)).isFalse();
        assertThat(allowance.take(11, 6 * SECOND)).isFalse();
        assertThat(allowance.take(10, 6 * SECOND)).isTrue();
    }
}
