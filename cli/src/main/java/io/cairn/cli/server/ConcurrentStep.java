package io.cairn.cli.server;

import io.cairn.journal.JournalException;
import io.cairn.metadata.store.StoreException;
import io.cairn.metadata.topology.LogException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A step of the start that runs beside another step.
final class ConcurrentStep {
    private final FutureTask<Boolean> running;

    private ConcurrentStep(Runnable task) {
        this.running = new FutureTask<>(task, true);
    }

    static ConcurrentStep start(Runnable task) {
        ConcurrentStep step = new ConcurrentStep(task);
        Thread.ofPlatform().name("cairn-start").start(step.running);
        return step;
    }

    /// Waits for its end. Throws [ServerException] if it failed, or if the caller is interrupted:
    /// then it is interrupted too.
    void await() {
        try {
            running.get();
        } catch (ExecutionException e) {
            throw new ServerException("cannot start: " + words(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.cancel(true);
            throw new ServerException("interrupted while starting", e);
        }
    }

    /// What our own exceptions say is meant to be read; of others the class says most.
    private static String words(@Nullable Throwable cause) {
        return switch (cause) {
            case StoreException store -> String.valueOf(store.getMessage());
            case LogException log -> String.valueOf(log.getMessage());
            case JournalException journal -> String.valueOf(journal.getMessage());
            case null, default -> String.valueOf(cause);
        };
    }
}
