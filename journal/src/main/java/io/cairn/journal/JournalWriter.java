package io.cairn.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cairn.platform.MonotonicClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A journal that follows the log: batches wait for its thread, which writes all that are there in
/// one go. A drive that hangs holds back this thread and nobody else. Every second it looks whether
/// the journal's files are still there: a drive may be emptied under the running server.
public final class JournalWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int WRITE_BYTES_MAX = 4 << 20;
    private static final int QUEUED_BYTES_MAX = 8 << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Journal journal;
    private final MonotonicClock clock;
    private final JournalCount count;
    private final AtomicLong generation;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<Queued> queue = new ArrayDeque<>();

    @GuardedBy("lock")
    private long queuedBytes;

    @GuardedBy("lock")
    private boolean closing;

    @GuardedBy("lock")
    private boolean abandoned;

    @GuardedBy("lock")
    private boolean writing;

    @GuardedBy("lock")
    private long writingSinceNanos;

    private volatile boolean failed;
    private volatile long completeGeneration = -1;

    // Used by the thread only.
    private boolean complete;
    private long lookedNanos;

    /// A batch that waits; with one that `completes` the journal holds all that the log does.
    private record Queued(JournalBatch batch, boolean completes) {}

    /// A writer that writes to `journal`, which it closes. Whatever is written bears the
    /// `generation` of that moment.
    public JournalWriter(
            String name,
            Journal journal,
            JournalCount count,
            AtomicLong generation,
            MonotonicClock clock) {
        this.clock = clock;
        this.lookedNanos = clock.nanos();
        this.name = name;
        this.journal = journal;
        this.count = count;
        this.generation = generation;
        this.thread = Thread.ofPlatform().name("journal-" + name).daemon().unstarted(this::run);
    }

    /// Starts the thread; call once.
    public void start() {
        thread.start();
    }

    /// The generation under which it last wrote, durably, that it holds all that the log does; -1
    /// if it never did.
    public long completeGeneration() {
        return completeGeneration;
    }

    /// What it writes to.
    public Journal journal() {
        return journal;
    }

    /// The drive's directory, for messages.
    public String name() {
        return name;
    }

    /// Has a batch written.
    public void offer(JournalBatch batch) {
        offer(new Queued(batch, false));
    }

    /// Has a batch written with which the journal holds all that the log does. It counts once that
    /// is durable.
    public void complete(JournalBatch batch) {
        offer(new Queued(batch, true));
    }

    private void offer(Queued queued) {
        lock.lock();
        try {
            if (!abandoned) {
                queue.add(queued);
                queuedBytes += queued.batch().payloadBytes();
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until less is queued than may be; false if that is not so within `nanos`.
    public boolean awaitRoom(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (queuedBytes > QUEUED_BYTES_MAX && !failed && left > 0) {
                left = room.awaitNanos(left);
            }
            return queuedBytes <= QUEUED_BYTES_MAX;
        } finally {
            lock.unlock();
        }
    }

    /// Whether it writes no more, or a write has not ended for `nanos`.
    public boolean broken(long nanos) {
        lock.lock();
        try {
            return failed || (writing && clock.nanos() - writingSinceNanos > nanos);
        } finally {
            lock.unlock();
        }
    }

    /// Whether it has ended and its journal is closed.
    public boolean ended() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    private void run() {
        try (journal) {
            List<JournalBatch> batches = new ArrayList<>();
            while (take(batches)) {
                write(batches);
                look();
                done();
                batches.clear();
            }
        } catch (IOException e) {
            LOG.error("the journal on {} fails", name, e);
            failed = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed = true;
        }
    }

    private void write(List<JournalBatch> batches) throws IOException {
        if (!batches.isEmpty()) {
            long under = generation.get();
            journal.append(batches, under, complete);
            if (complete) {
                completeGeneration = under;
                count.reached(this, journal.ends());
            }
        }
    }

    private void look() throws IOException {
        if (clock.nanos() - lookedNanos >= LOOK_NANOS) {
            journal.check();
            lookedNanos = clock.nanos();
        }
    }

    /// Moves what is queued to `batches`, which stays empty if nothing comes until it is time to
    /// look; false after [#close], when nothing is queued.
    private boolean take(List<JournalBatch> batches) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = LOOK_NANOS - (clock.nanos() - lookedNanos);
            while (queue.isEmpty() && !closing && !abandoned && left > 0) {
                left = work.awaitNanos(left);
            }
            if (abandoned || (queue.isEmpty() && closing)) {
                return false;
            }
            long bytes = 0;
            while (!queue.isEmpty() && bytes <= WRITE_BYTES_MAX) {
                Queued next = queue.remove();
                bytes += next.batch().payloadBytes();
                batches.add(next.batch());
                complete |= next.completes();
            }
            queuedBytes -= bytes;
            writing = true;
            writingSinceNanos = clock.nanos();
            room.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void done() {
        lock.lock();
        try {
            writing = false;
        } finally {
            lock.unlock();
        }
    }

    /// Has it end without another write, whenever the one that may be under way ends. What it would
    /// write later would make a journal that lacks records look like one of the newest.
    public void abandon() {
        lock.lock();
        try {
            abandoned = true;
            queue.clear();
            queuedBytes = 0;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Writes what is queued and ends, unless the drive hangs.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("the journal on {} still writes", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
