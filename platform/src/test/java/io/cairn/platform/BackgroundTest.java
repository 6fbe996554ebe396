package io.cairn.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BackgroundTest {
    @Test
    @Timeout(60)
    void work_thatThrows_isDoneAgain() throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(2);
        Background background =
                new Background(
                        "fails",
                        () -> {
                            second.countDown();
                            throw new IllegalStateException("round " + rounds.incrementAndGet());
                        });
        background.start();
        second.await();
        background.stop();
        background.awaitEnd(Deadline.in(Duration.ofDays(1), MonotonicClock.SYSTEM));
        assertThat(rounds).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    @Timeout(60)
    void awaitEnd_ofWorkThatHangs_returns() {
        CountDownLatch never = new CountDownLatch(1);
        Background background = new Background("hangs", never::await);
        background.start();
        background.stop();
        background.awaitEnd(Deadline.in(Duration.ZERO, MonotonicClock.SYSTEM));
        assertThat(background.isOpen()).isFalse();
        never.countDown();
    }

    @Test
    void awaitEnd_ofWorkThatWasNeverStarted_returns() {
        Background background = new Background("rests", () -> {});
        background.stop();
        background.awaitEnd(Deadline.in(Duration.ZERO, MonotonicClock.SYSTEM));
        assertThat(background.isOpen()).isFalse();
    }
}
