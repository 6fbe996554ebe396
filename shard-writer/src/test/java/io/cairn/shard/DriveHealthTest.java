package io.cairn.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DriveHealthTest {
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final DriveHealth health = new DriveHealth(nanos::get);

    @Test
    void worthATry_afterFailuresInARow_isSoAgainAfterAWhile() {
        for (int failure = 0; failure < 3; failure++) {
            assertThat(health.worthATry()).isTrue();
            health.noteWrite(false);
        }
        assertThat(health.worthATry()).isFalse();
        nanos.addAndGet(RETRY.toNanos());
        assertThat(health.worthATry()).isFalse();
        nanos.incrementAndGet();
        assertThat(health.worthATry()).isTrue();
    }

    @Test
    void worthATry_ofADriveThatWroteAgain_isSoAtOnce() {
        for (int failure = 0; failure < 3; failure++) {
            health.noteWrite(false);
        }
        health.noteWrite(true);
        assertThat(health.worthATry()).isTrue();
    }
}
