package io.cairn.blobs.heal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A pace of 1,000 bytes a second.
class HealPaceTest {
    private final AtomicLong nanos = new AtomicLong(5);
    private final HealPace pace = new HealPace(1_000, nanos::get);

    @Test
    void book_ofTooMuch_makesTheNextWait() {
        assertThat(pace.book(3_000)).isZero();
        assertThat(pace.book(1)).isEqualTo(TimeUnit.SECONDS.toNanos(3));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(pace.book(1)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2_001));
    }

    @Test
    void book_afterAPause_mayTakeABurstAtOnceAndNoMore() {
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(pace.book(100)).isZero();
        assertThat(pace.book(1)).isZero();
        assertThat(pace.book(1)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
    }
}
