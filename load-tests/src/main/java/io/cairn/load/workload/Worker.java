package io.cairn.load.workload;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Does one step after the other until the window is over, and counts what ends inside it.
final class Worker implements Callable<Tally> {
    private static final long PAUSE_NANOS = 20_000_000;

    private final Step step;
    private final Window window;
    private final Tally tally = new Tally();

    Worker(Step step, Window window) {
        this.step = step;
        this.window = window;
    }

    @Override
    public Tally call() {
        long start = System.nanoTime();
        while (!window.isOver(start)) {
            Outcome outcome = attempt();
            long end = System.nanoTime();
            if (outcome instanceof Outcome.Exhausted) {
                window.exhaust();
                return tally;
            }
            if (window.contains(end)) {
                count(outcome, end - start);
            }
            start = end;
        }
        return tally;
    }

    /// A connection that failed is an error like others; the pause keeps a dead server from being
    /// asked a million times.
    private Outcome attempt() {
        try {
            return step.once();
        } catch (IOException e) {
            LockSupport.parkNanos(PAUSE_NANOS);
            return new Outcome.Failed("I/O: " + e.getMessage());
        }
    }

    private void count(Outcome outcome, long nanos) {
        switch (outcome) {
            case Outcome.Done done -> tally.done(nanos, done);
            case Outcome.Failed(String code) -> tally.failed(code);
            case Outcome.Exhausted() -> {
                // nothing to count
            }
        }
    }
}
