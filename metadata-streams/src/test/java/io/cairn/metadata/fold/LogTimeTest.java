package io.cairn.metadata.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Time as a log tells it.
class LogTimeTest {
    private static final long BEGIN = 1_700_000_000_000L;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private LogTime time = LogTime.beginning(BEGIN);

    private long elapsedAfter(long... millis) {
        for (long each : millis) {
            time = time.told(each);
        }
        return time.elapsedMillis();
    }

    @Test
    void time_ofEventsInOrder_isWhatPassedBetweenThem() {
        assertThat(elapsedAfter(BEGIN + 5, BEGIN + 5, BEGIN + 12)).isEqualTo(12);
    }

    /// The clocks of two writers differ by two seconds.
    @Test
    void time_ofWritersWhoseClocksDiffer_doesNotRunFaster() {
        for (int i = 0; i < 1000; i++) {
            elapsedAfter(BEGIN + i, BEGIN + i + 2000);
        }
        assertThat(time.elapsedMillis()).isEqualTo(2999);
    }

    @Test
    void time_afterAWrongClockWasSetBack_goesOn() {
        assertThat(elapsedAfter(BEGIN + DAY, BEGIN + 10, BEGIN + 20)).isEqualTo(DAY + 10);
    }

    @Test
    void time_neverRunsBackwards() {
        long last = 0;
        for (long told : new long[] {5, -DAY, 3, DAY, -5, 0, DAY - 1}) {
            assertThat(elapsedAfter(BEGIN + told)).isGreaterThanOrEqualTo(last);
            last = time.elapsedMillis();
        }
    }
}
