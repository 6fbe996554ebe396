package io.cairn.metadata.client;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Brokers acknowledge while journals raise their limit: whichever comes last wakes the waiter.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "woken in time")
@Outcome(expect = Expect.FORBIDDEN, desc = "not durable, or woken by the end of the time only")
@State
public class DurablePositionsStress {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final DurablePositions durable = new DurablePositions(1);

    public DurablePositionsStress() {
        durable.limit(0, -1);
    }

    @Actor
    public void acknowledge() {
        durable.advance(0, 5);
    }

    @Actor
    public void raise() {
        durable.limit(0, 7);
    }

    @Actor
    public void await(ZZ_Result result) {
        long began = System.nanoTime();
        try {
            result.r1 = durable.await(0, 5, WAIT_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        result.r2 = System.nanoTime() - began < WAIT_NANOS / 2;
    }
}
