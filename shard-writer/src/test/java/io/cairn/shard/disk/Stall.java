package io.cairn.shard.disk;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A call that a [SimulatedDisk] answers late: it stalls in the thread that makes it, while others
/// go on in another. Never do two threads run at once, so all happens the same way each time.
public final class Stall {
    /// Far longer than others ever take: who takes this long waits for what stalls.
    private static final long PATIENCE_MILLIS = 10_000;

    private final SimulatedDisk disk;
    private final int calls;
    private final String context;
    private final long patienceMillis;

    /// The call of the disk stalls that comes after `calls` others; `context` begins what is said
    /// if somebody waits for it.
    public Stall(SimulatedDisk disk, int calls, String context) {
        this(disk, calls, context, PATIENCE_MILLIS);
    }

    Stall(SimulatedDisk disk, int calls, String context, long patienceMillis) {
        this.disk = disk;
        this.calls = calls;
        this.context = context;
        this.patienceMillis = patienceMillis;
    }

    /// Does `action`. Once a call of it stalls, or it ended without, others do `meanwhile`, which
    /// must not wait for it; then `ending` may have the call fail, else it goes on. What `action`
    /// threw.
    public Optional<IOException> run(
            SimulatedDisk.Action action, SimulatedDisk.Action meanwhile, Runnable ending)
            throws IOException {
        disk.stallAfter(calls);
        FutureTask<Void> slow = task(action);
        Thread stalling = Thread.ofPlatform().name("stalls").daemon().start(slow);
        disk.awaitStall(slow);
        FutureTask<Void> others = task(meanwhile);
        Thread going = Thread.ofPlatform().name("goes-on").daemon().start(others);
        Optional<IOException> failed;
        try {
            failed = failure(others, going, "others wait for a call that stalls");
            ending.run();
        } finally {
            disk.goOn();
        }
        Optional<IOException> failure = failure(slow, stalling, "a call that stalled never ends");
        if (failed.isPresent()) {
            throw failed.get();
        }
        return failure;
    }

    private FutureTask<Void> task(SimulatedDisk.Action action) {
        return new FutureTask<>(
                () -> {
                    action.run();
                    return null;
                }) {
            @Override
            protected void done() {
                disk.changed();
            }
        };
    }

    private Optional<IOException> failure(FutureTask<Void> task, Thread thread, String otherwise) {
        try {
            task.get(patienceMillis, TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            e.setStackTrace(thread.getStackTrace());
            throw new AssertionError(context + ": " + otherwise, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                return Optional.of(failure);
            }
            throw new AssertionError(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody interrupts this", e);
        }
    }
}
