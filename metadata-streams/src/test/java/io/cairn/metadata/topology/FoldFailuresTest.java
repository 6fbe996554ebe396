package io.cairn.metadata.topology;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.store.StoreClosedException;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.schemas.registry.UnknownSchemaException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FoldFailuresTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Committed offsets = new Committed();
    private final List<Throwable> faults = new ArrayList<>();
    private long nowNanos = Long.MAX_VALUE - 5;
    private final FoldFailures failures = new FoldFailures(offsets, () -> nowNanos, faults::add);

    /// Brokers that know what the fold committed, or do not answer.
    private static final class Committed implements LogOffsets {
        private long offset = 100;
        private boolean answers = true;

        @Override
        public long end(int partition) {
            return offset;
        }

        @Override
        public Map<Integer, Long> committed() {
            if (!answers) {
                throw new LogException("no answer", null);
            }
            return Map.of(0, offset, 1, 7L);
        }
    }

    @Test
    void failureOfTheBrokers_thatComesAgainAndAgain_stopsTheFoldWithTheReason() {
        failUntilItStops(SECOND);
        assertThat(faults)
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault)
                                .hasMessageContaining("61 times in 60 s")
                                .hasMessageContaining("RecordTooLargeException: too large"));
    }

    @Test
    void failureOfTheBrokers_thatTakesMinutesEachTime_stopsTheFoldToo() {
        assertThat(failUntilItStops(Duration.ofMinutes(5))).isEqualTo(FoldFailures.IN_VAIN_MAX);
    }

    @Test
    void failureOfTheBrokers_whileTheyDoNotAnswer_stopsTheFoldToo() {
        offsets.answers = false;
        assertThat(failUntilItStops(Duration.ofMinutes(1))).isEqualTo(FoldFailures.IN_VAIN_MAX);
    }

    @Test
    void failures_betweenWhichSomethingIsCommitted_areBorneForEver() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.handle(ofTheBrokers())).isEqualTo(REPLACE_THREAD);
            pass(SECOND);
            offsets.offset += i % 50 == 0 ? 1 : 0;
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void failures_thatAreFarApart_areBorneThoughNothingIsThereToBeFolded() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.handle(ofTheBrokers())).isEqualTo(REPLACE_THREAD);
            pass(FoldFailures.APART);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void failureToReachTheRegistry_isBorneForAWhile() {
        RegistryException refused =
                new RegistryException("no registry", new ConnectException("refused"));
        assertThat(failures.handle(new StreamsException(refused))).isEqualTo(REPLACE_THREAD);
        assertThat(faults).isEmpty();
    }

    /// What other partitions commit does not make its schema known.
    @Test
    void schemaThatStaysUnknown_stopsTheFoldWhateverIsCommitted() {
        int count = 0;
        while (failures.handle(new StreamsException(new UnknownSchemaException(7)))
                == REPLACE_THREAD) {
            pass(SECOND);
            offsets.offset++;
            count++;
            assertThat(count).isLessThan(1_000);
        }
        assertThat(count).isEqualTo((int) FoldFailures.PATIENCE.toSeconds());
    }

    @Test
    void failureOfOurOwn_stopsTheFoldAtOnce() {
        IllegalStateException ours = new IllegalStateException("a gap");
        assertThat(failures.handle(new StreamsException(ours))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(faults).singleElement().satisfies(e -> assertThat(e).hasRootCause(ours));
    }

    @Test
    void failure_byBeingClosed_isNoFault() {
        assertThat(failures.handle(new StreamsException(new StoreClosedException())))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(faults).isEmpty();
    }

    private int failUntilItStops(Duration apart) {
        int count = 1;
        while (failures.handle(ofTheBrokers()) == REPLACE_THREAD) {
            assertThat(faults).isEmpty();
            pass(apart);
            count++;
            assertThat(count).isLessThan(1_000);
        }
        assertThat(faults).hasSize(1);
        return count;
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    private static StreamsException ofTheBrokers() {
        return new StreamsException(new RecordTooLargeException("too large"));
    }
}
