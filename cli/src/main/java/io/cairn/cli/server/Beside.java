package io.cairn.cli.server;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A step of the start that runs beside another step.
final class Beside {
    private final FutureTask<Boolean> running;

    private Beside(Runnable task) {
        this.running = new FutureTask<>(task, true);
    }

    static Beside start(Runnable task) {
        Beside beside = new Beside(task);
        Thread.ofPlatform().name("cairn-start").start(beside.running);
        return beside;
    }

    /// Waits for its end. Throws [ServerException] if it failed.
    void await() {
        try {
            running.get();
        } catch (ExecutionException e) {
            throw new ServerException("cannot start: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while starting", e);
        }
    }
}
