package io.cairn.metadata.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.topology.RestingConsumer.Rest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestingConsumerTest {
    private static final Duration ASKED = Duration.ofMillis(100);
    private static final long QUIET = Rest.QUIET.toNanos();

    private final Rest rest = new Rest();

    @Test
    void poll_afterQuiet_waitsLonger() {
        assertThat(rest.instead(ASKED, true, 0)).isEqualTo(ASKED);
        assertThat(rest.instead(ASKED, true, QUIET - 1)).isEqualTo(ASKED);
        assertThat(rest.instead(ASKED, true, QUIET)).isEqualTo(Rest.WAIT);
    }

    @Test
    void poll_afterRecords_waitsAsAskedUntilTheyAreCommitted() {
        rest.instead(ASKED, true, 0);
        rest.seen(true);
        long folded = 5 * QUIET;

        assertThat(rest.instead(ASKED, true, folded)).isEqualTo(ASKED);
        assertThat(rest.instead(ASKED, true, folded + QUIET - 1)).isEqualTo(ASKED);
        assertThat(rest.instead(ASKED, true, folded + QUIET)).isEqualTo(Rest.WAIT);
    }

    @Test
    void poll_thatMustNotWait_doesNot() {
        rest.instead(ASKED, true, 0);

        assertThat(rest.instead(Duration.ZERO, true, QUIET)).isEqualTo(Duration.ZERO);
    }

    @Test
    void poll_withoutPartitions_waitsAsAsked() {
        rest.instead(ASKED, true, 0);

        assertThat(rest.instead(ASKED, false, QUIET)).isEqualTo(ASKED);
        assertThat(rest.instead(ASKED, true, QUIET + 1)).isEqualTo(ASKED);
    }

    @Test
    void poll_thatAsksForLonger_waitsAsAsked() {
        rest.instead(ASKED, true, 0);

        assertThat(rest.instead(Duration.ofSeconds(9), true, QUIET))
                .isEqualTo(Duration.ofSeconds(9));
    }
}
