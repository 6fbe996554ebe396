package io.cairn.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ConnectionsTest {
    private static final long HEADS_MAX = 64 << 10;
    private final AtomicLong clock = new AtomicLong();
    private final List<String> closed = new ArrayList<>();
    private final Connections connections =
            new Connections(TestLimits.of(2, 1, HEADS_MAX), clock::get);

    private OpenConnection accept(String name) {
        clock.incrementAndGet();
        return connections.accept(name, () -> closed.add(name)).orElseThrow();
    }

    private void pass(long nanos) {
        clock.addAndGet(nanos);
    }

    @Test
    void accept_aboveTheLimit_closesTheLongestIdle() {
        OpenConnection first = accept("first");
        accept("second");
        first.requestBegins(() -> 0);
        first.requestEnds();
        accept("third");
        assertThat(closed).containsExactly("second");
        accept("fourth");
        assertThat(closed).containsExactly("second", "first");
        assertThat(connections.size()).isEqualTo(2);
    }

    @Test
    void accept_whenAllAreBusy_isSpareAndThenRefused() {
        accept("first").requestBegins(() -> 0);
        accept("second").requestBegins(() -> 0);
        OpenConnection third = accept("third");
        assertThat(third.spare()).isTrue();
        third.requestBegins(() -> 0);
        assertThat(connections.accept("fourth", () -> closed.add("fourth"))).isEmpty();
        assertThat(closed).isEmpty();
    }

    @Test
    void accept_whenSomebodyInARequestStalls_closesWhoStallsLongest() {
        OpenConnection first = accept("first");
        OpenConnection second = accept("second");
        first.requestBegins(() -> 0);
        second.requestBegins(() -> 0);
        first.wakeWhenClosed(Thread.currentThread());
        second.wakeWhenClosed(Thread.currentThread());
        pass(Connections.STALL.toNanos());
        first.progressed();
        assertThat(accept("third").spare()).isFalse();
        assertThat(closed).containsExactly("second");
    }

    @Test
    void accept_whileARequestWorksForLong_leavesItsConnection() {
        accept("first").requestBegins(() -> 0);
        accept("second").requestBegins(() -> 0);
        pass(Connections.STALL.toNanos());
        assertThat(accept("third").spare()).isTrue();
        assertThat(closed).isEmpty();
    }

    @Test
    void closeAll_closesAll() {
        accept("first");
        accept("second").requestBegins(() -> 0);
        connections.closeAll();
        assertThat(closed).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void closed_givesItsPlaceBack() {
        OpenConnection first = accept("first");
        first.requestBegins(() -> 1000);
        first.closed();
        first.closed();
        first.requestEnds();
        assertThat(connections.size()).isZero();
        assertThat(connections.headCosts()).isZero();
        assertThat(connections.of("first")).isEmpty();
    }

    @Test
    void head_thatIsTooMuchWithTheOthers_closesUnfinishedOnesFirst() {
        OpenConnection busy = accept("busy");
        OpenConnection unfinished = accept("unfinished");
        busy.headRead(HEADS_MAX / 2);
        busy.requestBegins(() -> HEADS_MAX / 4);
        unfinished.headRead(HEADS_MAX / 2);
        assertThat(connections.headCosts()).isEqualTo(HEADS_MAX / 4 * 3);
        OpenConnection next = accept("next");
        next.headRead(HEADS_MAX / 2);
        assertThat(closed).containsExactly("unfinished");
        assertThat(connections.headCosts()).isEqualTo(HEADS_MAX / 4 * 3);
    }

    @Test
    void head_thatIsTooMuchByItself_isClosed() {
        OpenConnection one = accept("one");
        one.headRead(HEADS_MAX);
        assertThat(closed).isEmpty();
        one.headRead(1);
        assertThat(closed).containsExactly("one");
        one.headRead(1);
        assertThat(connections.headCosts()).isZero();
    }

    @Test
    void requestEnds_givesTheCostOfTheHeadBack() {
        OpenConnection one = accept("one");
        one.headRead(500);
        one.requestBegins(() -> 400);
        assertThat(connections.headCosts()).isEqualTo(500);
        one.requestEnds();
        one.headRead(50_000); // with a body behind it
        one.requestBegins(() -> 700);
        assertThat(connections.headCosts()).isEqualTo(700);
        one.requestEnds();
        assertThat(connections.headCosts()).isZero();
    }
}
