package io.cairn.shard;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The platform threads that use a drive. Callers are virtual threads; an fsync or a read would
/// block their carriers, and one that never returns would do so for ever, so those run here. What a
/// task throws is logged and ends its thread, which another one replaces: no caller is told, so a
/// task whose caller waits must tell it by itself. Safe for use by many threads.
public final class DriveExecutors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriveExecutors.class);
    private static final long CLOSE_SECONDS = 30;

    private final String name;
    private final Queue<Runnable> leftovers = new ConcurrentLinkedQueue<>();
    private final ExecutorService writers;
    private final ExecutorService readers;

    /// Threads for the drive that is called `name`.
    DriveExecutors(String name, DriveThreads threads) {
        this.name = name;
        this.writers = pool("shard-write-", threads.writers(), threads.queuedMax());
        this.readers = pool("shard-read-", threads.readers(), threads.queuedMax());
    }

    /// Runs `task` on one of the drive's writer threads; throws [RejectedExecutionException] if too
    /// many wait already.
    public void write(Runnable task) throws RejectedExecutionException {
        writers.execute(() -> {
            try {
                task.run();
            } finally {
                runLeftovers();
            }
        });
    }

    /// Runs `task` on one of the drive's writer threads, however many wait already: behind the next
    /// write that ends. For removing shards that are not wanted any more. Nothing bounds how many
    /// wait but the number of shards that their callers have written. Not run if the drive is
    /// closed before.
    public void leftover(Runnable task) {
        leftovers.add(task);
        try {
            writers.execute(this::runLeftovers);
        } catch (RejectedExecutionException e) {
            LOG.debug("drive {} is busy: whatever ends next cleans up", name, e);
        }
    }

    private void runLeftovers() {
        for (Runnable next = leftovers.poll(); next != null; next = leftovers.poll()) {
            next.run();
        }
    }

    /// Runs `task` on one of the drive's reader threads; throws [RejectedExecutionException] if too
    /// many wait already.
    public void read(Runnable task) throws RejectedExecutionException {
        readers.execute(task);
    }

    /// Lets waiting writes end, for a while, and stops the writer threads; what still runs then is
    /// interrupted. Reads that wait still run, but nothing waits for them.
    @Override
    public void close() {
        readers.shutdown();
        writers.shutdown();
        try {
            if (!writers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                writers.shutdownNow();
            }
        } catch (InterruptedException e) {
            writers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private ExecutorService pool(String prefix, int threads, int queuedMax) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queuedMax),
                Thread.ofPlatform()
                        .name(prefix + name + "-", 0)
                        .uncaughtExceptionHandler((thread, failure) ->
                                LOG.error("{} ended a task", thread.getName(), failure))
                        .factory());
    }

    /// The limits of a drive's threads. Several fsyncs at a time let a journaling file system
    /// commit them together; the queues bound what a stalled drive can hold back.
    public record DriveThreads(int writers, int readers, int queuedMax) {
        /// What a server uses.
        public static final DriveThreads DEFAULT = new DriveThreads(8, 4, 1024);
    }
}
