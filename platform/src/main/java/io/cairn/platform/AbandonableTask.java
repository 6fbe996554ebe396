package io.cairn.platform;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A task whose caller may stop waiting for it. If it fails and nobody waits, `unseen` gets the
/// failure, once: a FutureTask would keep it to itself.
public final class AbandonableTask<T> extends FutureTask<T> {
    private final Consumer<Throwable> unseen;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean abandoned;

    /// A task that does `work`. `unseen` is called on the thread that runs or abandons the task; it
    /// must not throw.
    public AbandonableTask(Callable<T> work, Consumer<Throwable> unseen) {
        super(work);
        this.unseen = unseen;
    }

    /// Nobody will wait for this task any more. Idempotent.
    public void abandon() {
        abandoned = true;
        done();
    }

    @Override
    protected void done() {
        if (abandoned && state() == State.FAILED && told.compareAndSet(false, true)) {
            unseen.accept(exceptionNow());
        }
    }
}
