package io.cairn.metadata.store;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// The fold advances without a lock while nobody waits: no waiter may be passed over.
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "woken in time")
@Outcome(expect = Expect.FORBIDDEN, desc = "passed over: woken by the end of the time only")
@State
public class PositionStress {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Position position = new Position();

    @Actor
    public void advance() {
        position.advance(1);
    }

    @Actor
    public void await(ZZ_Result result) {
        long began = System.nanoTime();
        try {
            result.r1 = position.await(1, WAIT_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        result.r2 = System.nanoTime() - began < WAIT_NANOS / 2;
    }
}
