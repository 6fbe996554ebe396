package io.cairn.shard;

import io.cairn.schemas.DriveId;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A drive of this process: its store, and the platform threads that write to it. Callers are
/// virtual threads; an fsync would block their carrier, so writes run here.
public final class Drive implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;

    private final DriveId id;
    private final Path directory;
    private final boolean home;
    private final ShardStore store;
    private final ExecutorService writers;

    public Drive(DriveId id, Path directory, boolean home, ShardStore store, DriveThreads threads) {
        this.id = id;
        this.directory = directory;
        this.home = home;
        this.store = store;
        this.writers =
                new ThreadPoolExecutor(
                        threads.writers(),
                        threads.writers(),
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(threads.queuedMax()),
                        Thread.ofPlatform()
                                .name("shard-" + directory.getFileName() + "-", 0)
                                .factory());
    }

    public DriveId id() {
        return id;
    }

    public Path directory() {
        return directory;
    }

    /// Whether this drive also holds the broker's log and the fold store.
    public boolean home() {
        return home;
    }

    public ShardStore store() {
        return store;
    }

    /// Runs `task` on one of the drive's writer threads; throws [RejectedExecutionException] if too
    /// many wait already.
    public void execute(Runnable task) throws RejectedExecutionException {
        writers.execute(task);
    }

    /// Lets waiting writes end, for a while, and stops the threads.
    @Override
    public void close() {
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

    @Override
    public String toString() {
        return "drive " + id + " at " + directory;
    }

    /// The limits of a drive's threads. Several fsyncs at a time let a journaling file system
    /// commit them together; the queue bounds what a stalled drive can hold back.
    public record DriveThreads(int writers, int queuedMax) {
        /// What a server uses.
        public static final DriveThreads DEFAULT = new DriveThreads(8, 1024);
    }
}
