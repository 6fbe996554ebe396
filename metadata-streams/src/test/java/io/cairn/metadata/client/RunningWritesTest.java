package io.cairn.metadata.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.Namespace.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunningWritesTest {
    private static final int THREADS = 4;
    private static final int FLOORS = 200_000;

    private final AtomicLong position = new AtomicLong(-1);
    private final RunningWrites writes = new RunningWrites(position::get);

    @Test
    void floor_withoutWrites_isThePosition() {
        assertThat(writes.floor()).isEqualTo(-1);
        position.set(7);
        assertThat(writes.floor()).isEqualTo(7);
    }

    @Test
    void floor_whileWritesRun_isTheLowestOfTheirBases() {
        position.set(3);
        Write first = writes.begin();
        Write second = writes.begin();
        position.set(5);
        Write third = writes.begin();
        position.set(9);
        assertThat(first.base()).isEqualTo(3);
        assertThat(third.base()).isEqualTo(5);
        assertThat(writes.floor()).isEqualTo(3);
        first.close();
        first.close();
        assertThat(writes.floor()).as("another of the same base runs").isEqualTo(3);
        second.close();
        assertThat(writes.floor()).isEqualTo(5);
        third.close();
        assertThat(writes.floor()).isEqualTo(9);
    }

    /// While the position moves on and floors are asked for, no floor is ever above the base of a
    /// write that runs, be it older than the floor or younger.
    @Test
    void floor_whileManyWritesComeAndGo_neverPassesOne() throws Exception {
        AtomicLong highest = new AtomicLong(Long.MIN_VALUE);
        AtomicBoolean done = new AtomicBoolean();
        List<FutureTask<Long>> writers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            FutureTask<Long> writer = new FutureTask<>(() -> passed(highest, done));
            Thread.ofPlatform().daemon().start(writer);
            writers.add(writer);
        }
        for (int i = 0; i < FLOORS; i++) {
            position.incrementAndGet();
            highest.accumulateAndGet(writes.floor(), Math::max);
        }
        done.set(true);
        for (FutureTask<Long> writer : writers) {
            assertThat(writer.get()).isZero();
        }
    }

    /// Writes again and again; how many of them a floor has passed.
    private long passed(AtomicLong highest, AtomicBoolean done) {
        long passed = 0;
        while (!done.get()) {
            try (Write write = writes.begin()) {
                for (int look = 0; look < 10; look++) {
                    passed += highest.get() > write.base() ? 1 : 0;
                }
            }
        }
        return passed;
    }
}
