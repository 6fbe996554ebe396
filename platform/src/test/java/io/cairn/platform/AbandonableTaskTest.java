package io.cairn.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class AbandonableTaskTest {
    private final List<Throwable> seen = new ArrayList<>();

    private AbandonableTask<Boolean> failing() {
        return new AbandonableTask<>(
                () -> {
                    throw new IllegalStateException("a bug");
                },
                seen::add);
    }

    @Test
    void failure_afterNobodyWaits_isSeenOnce() {
        AbandonableTask<Boolean> task = failing();
        task.abandon();
        assertThat(seen).isEmpty();
        task.run();
        task.abandon();
        assertThat(seen).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void failure_beforeNobodyWaits_isSeenThen() {
        AbandonableTask<Boolean> task = failing();
        task.run();
        assertThat(seen).isEmpty();
        task.abandon();
        assertThat(seen).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void failure_thatSomebodyWaitsFor_isThrownOnly() {
        AbandonableTask<Boolean> task = failing();
        task.run();
        assertThatThrownBy(task::get).isInstanceOf(ExecutionException.class);
        assertThat(seen).isEmpty();
    }

    @Test
    void end_ofATaskThatWasAbandoned_isNoFailure() {
        AbandonableTask<Boolean> good = new AbandonableTask<>(() -> true, seen::add);
        AbandonableTask<Boolean> cancelled = new AbandonableTask<>(() -> true, seen::add);
        good.abandon();
        good.run();
        cancelled.cancel(false);
        cancelled.abandon();
        assertThat(seen).isEmpty();
    }
}
