package io.cairn.shard;

import io.cairn.schemas.DriveId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A drive of this process: its store, and the platform threads that use it. Callers are virtual
/// threads; an fsync or a read would block their carriers, and one that never returns would do so
/// for ever, so those run here.
public final class Drive implements AutoCloseable {
    /// The file that makes a directory a drive. Where it is gone, so is the drive: what is there
    /// now may be the directory on which it was mounted.
    public static final String FILE_NAME = "drive.json";

    private static final Logger LOG = LoggerFactory.getLogger(Drive.class);
    private static final long CLOSE_SECONDS = 30;
    private static final int FAILURES_MAX = 3;
    private static final int PROBE_EVERY = 64;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final DriveId id;
    private final Path directory;
    private final boolean home;
    private final Opener opener;
    private volatile ShardStore store;
    private volatile boolean lost;
    private volatile long fill;
    private volatile long failedNanos;
    private boolean storeClosed;
    private final Queue<Runnable> leftovers = new ConcurrentLinkedQueue<>();
    private final ExecutorService writers;
    private final ExecutorService readers;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger passedOver = new AtomicInteger();
    private final AtomicInteger readsGivenUp = new AtomicInteger();
    private final DriveTimes times = new DriveTimes();

    /// A drive whose store can not be opened again.
    public Drive(DriveId id, Path directory, boolean home, ShardStore store, DriveThreads threads) {
        this(
                id,
                new Place(directory, home, 0),
                () -> {
                    throw new IOException("the store of " + directory + " cannot be opened again");
                },
                store,
                threads);
    }

    /// A drive over `store`, which `opener` opens again after the drive was emptied.
    public Drive(DriveId id, Place place, Opener opener, ShardStore store, DriveThreads threads) {
        this.id = id;
        this.directory = place.directory();
        this.home = place.home();
        this.fill = place.fill();
        this.opener = opener;
        this.store = store;
        this.writers = pool("shard-write-", threads.writers(), threads.queuedMax());
        this.readers = pool("shard-read-", threads.readers(), threads.queuedMax());
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
    public void executeWrite(Runnable task) throws RejectedExecutionException {
        writers.execute(() -> {
            try {
                task.run();
            } finally {
                runLeftovers();
            }
        });
    }

    /// Runs `task` on one of the drive's writer threads, however many wait already: behind the next
    /// of them that ends. For removing what a write left behind: it takes the place of that write,
    /// so that there are no more of them than there were writes. Not run if the drive is closed
    /// before.
    public void executeLeftover(Runnable task) {
        leftovers.add(task);
        try {
            writers.execute(this::runLeftovers);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} is busy: whatever ends next cleans up", this, e);
        }
    }

    private void runLeftovers() {
        for (Runnable next = leftovers.poll(); next != null; next = leftovers.poll()) {
            next.run();
        }
    }

    /// Runs `task` on one of the drive's reader threads; throws [RejectedExecutionException] if too
    /// many wait already.
    public void executeRead(Runnable task) throws RejectedExecutionException {
        readers.execute(task);
    }

    /// Tells how a write to this drive ended; a stall is a failure, a refusal for lack of space is
    /// not.
    public void noteWrite(boolean good) {
        if (good) {
            failures.set(0);
        } else {
            failures.incrementAndGet();
            failedNanos = System.nanoTime();
        }
    }

    /// How long its writes and reads took lately.
    public DriveTimes times() {
        return times;
    }

    /// Whether writes failed in a row lately, so that new shards go elsewhere.
    public boolean failing() {
        return failures.get() >= FAILURES_MAX;
    }

    /// Whether new shards should go here: no after some failures in a row, but for one try in a
    /// while, so that a drive that works again is found out.
    public boolean trusted() {
        return !lost && (!failing() || passedOver.incrementAndGet() % PROBE_EVERY == 0);
    }

    /// How often the drive lost shards at once, emptied under a running server or found without
    /// directories of its store: whatever was noted about its filling at a lower number is about
    /// shards that are gone.
    public long fill() {
        return fill;
    }

    /// Whether work that no client waits for may try to write here: after some failures in a row it
    /// may after a while, so that a drive which works again is found out without any client's
    /// write.
    public boolean worthATry() {
        return !lost && (!failing() || System.nanoTime() - failedNanos > RETRY_NANOS);
    }

    /// What the drive held is gone: nothing is asked of it until [#renew].
    public void lose() {
        lost = true;
    }

    /// Whether the drive is lost now.
    public boolean lost() {
        return lost;
    }

    /// Opens an empty store in the directory, which was emptied and made a drive again, to be
    /// filled for the `next`th time. May be called again after it failed; by one thread.
    public void renew(long next) throws IOException {
        if (!storeClosed) {
            storeClosed = true;
            store.close();
        }
        store = opener.open();
        storeClosed = false;
        failures.set(0);
        fill = next;
        lost = false;
    }

    /// Tells that a read is not waited for any longer: it took too long.
    public void readGivenUp() {
        readsGivenUp.incrementAndGet();
    }

    /// Tells that a read that was given up has ended after all.
    public void readReturned() {
        readsGivenUp.decrementAndGet();
    }

    /// Whether reads that were given up have not ended yet, so that to ask for more would be to
    /// wait, or the drive is lost.
    public boolean stalled() {
        return lost || readsGivenUp.get() > 0;
    }

    /// Lets waiting writes and reads end, for a while, stops the threads and closes the store.
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
        store.close();
    }

    @Override
    public String toString() {
        return "drive " + id + " at " + directory;
    }

    private ExecutorService pool(String name, int threads, int queuedMax) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queuedMax),
                Thread.ofPlatform().name(name + directory.getFileName() + "-", 0).factory());
    }

    /// Where a drive is, whether it also holds the broker's log and the fold store, and how often
    /// it lost shards at once.
    public record Place(Path directory, boolean home, long fill) {}

    /// Opens a drive's store.
    public interface Opener {
        ShardStore open() throws IOException;
    }

    /// The limits of a drive's threads. Several fsyncs at a time let a journaling file system
    /// commit them together; the queues bound what a stalled drive can hold back.
    public record DriveThreads(int writers, int readers, int queuedMax) {
        /// What a server uses.
        public static final DriveThreads DEFAULT = new DriveThreads(8, 4, 1024);
    }
}
