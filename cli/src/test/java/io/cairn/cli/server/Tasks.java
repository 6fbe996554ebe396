package io.cairn.cli.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Runs many requests, a bounded number of them at a time, and waits for all.
final class Tasks {
    private Tasks() {}

    /// The answers in the order of the tasks. Throws what the first failed one threw.
    static <T> List<T> run(int atATime, List<Callable<T>> tasks) throws Exception {
        Semaphore permits = new Semaphore(atATime);
        List<Future<T>> futures = new ArrayList<>();
        List<T> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Callable<T> task : tasks) {
                permits.acquire();
                futures.add(
                        executor.submit(() -> {
                            try {
                                return task.call();
                            } finally {
                                permits.release();
                            }
                        }));
            }
            for (Future<T> future : futures) {
                answers.add(get(future));
            }
        }
        return answers;
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
