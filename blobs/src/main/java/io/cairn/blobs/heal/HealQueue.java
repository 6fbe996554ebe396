package io.cairn.blobs.heal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Damage;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The blobs that are to be healed, those with the fewest shards to spare first. Each blob is in it
/// once, and healed by one thread at a time. Safe for use by many threads.
///
/// Bounded twice. Who offers waits while too many blobs have never been tried. Of those that were
/// tried in vain as many again are remembered; beyond that, what is reported is forgotten, and
/// [#forgotSome] says so. So blobs that cannot be healed, however many, hold back none that can;
/// and they take no more than every other turn.
final class HealQueue {
    private final int max;
    private final MonotonicClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Map<BlobId, Entry> known = new HashMap<>();

    @GuardedBy("lock")
    private final TreeSet<Entry> untried =
            new TreeSet<>(Comparator.comparingInt(Entry::spare).thenComparing(Entry::number));

    @GuardedBy("lock")
    private final TreeSet<Entry> due =
            new TreeSet<>(Comparator.comparingInt(Entry::spare).thenComparing(Entry::number));

    @GuardedBy("lock")
    private final TreeSet<Entry> waiting =
            new TreeSet<>(Comparator.comparingLong(Entry::dueNanos).thenComparing(Entry::number));

    @GuardedBy("lock")
    private final Set<BlobId> running = new HashSet<>();

    @GuardedBy("lock")
    private long numbers;

    @GuardedBy("lock")
    private boolean dueNext;

    @GuardedBy("lock")
    private boolean forgotSome;

    @GuardedBy("lock")
    private boolean closed;

    HealQueue(int max, MonotonicClock clock) {
        this.clock = clock;
        this.max = max;
    }

    /// A blob to be healed. `spare` is how many shards it may lose still, as far as is known;
    /// `reported` whether its hint is kept elsewhere; `attempts` how often it was tried; `dueNanos`
    /// when it may be tried again.
    record Entry(
            Damage damage, int spare, boolean reported, int attempts, long number, long dueNanos) {
        BlobId blob() {
            return damage.blob();
        }
    }

    /// Adds a blob, or what is new about it; waits while too many were never tried. False once the
    /// queue is closed.
    boolean offer(Damage damage, int spare, boolean reported) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && untried.size() >= max && !known.containsKey(damage.blob())) {
                changed.await();
            }
            Entry old = known.get(damage.blob());
            if (old != null) {
                forget(old);
            }
            int least = old == null ? spare : Math.min(spare, old.spare());
            boolean kept = reported || old != null && old.reported();
            Entry entry = new Entry(damage, least, kept, 0, numbers++, 0);
            known.put(damage.blob(), entry);
            untried.add(entry);
            changed.signalAll();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /// The next blob; waits for one. Empty once the queue is closed. Give it back with [#done] or
    /// [#later].
    Optional<Entry> take() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                wake();
                dueNext = !dueNext;
                Optional<Entry> next = first(dueNext ? due : untried);
                next = next.isPresent() ? next : first(dueNext ? untried : due);
                if (next.isPresent()) {
                    running.add(next.get().blob());
                    forget(next.get());
                    changed.signalAll();
                    return next;
                }
                if (waiting.isEmpty()) {
                    changed.await();
                } else {
                    long nanos = waiting.first().dueNanos() - clock.nanos();
                    if (changed.awaitNanos(Math.max(nanos, 1)) <= 0) {
                        wake();
                    }
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Optional<Entry> first(TreeSet<Entry> entries) {
        for (Entry entry : entries) {
            if (!running.contains(entry.blob())) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /// What was taken is dealt with.
    void done(Entry entry) {
        lock.lock();
        try {
            running.remove(entry.blob());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What was taken is to be tried again after `delayNanos`, unless it was offered again. If it
    /// is reported it may be forgotten.
    void later(Entry entry, boolean reported, long delayNanos) {
        lock.lock();
        try {
            running.remove(entry.blob());
            if (reported && due.size() + waiting.size() >= max) {
                forgotSome = true;
            } else if (!known.containsKey(entry.blob())) {
                Entry again =
                        new Entry(
                                entry.damage(),
                                entry.spare(),
                                reported,
                                entry.attempts() + 1,
                                entry.number(),
                                clock.nanos() + delayNanos);
                known.put(entry.blob(), again);
                waiting.add(again);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether reported blobs were forgotten since the last call.
    boolean forgotSome() {
        lock.lock();
        try {
            boolean forgot = forgotSome;
            forgotSome = false;
            return forgot;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until each of these blobs was looked at, and is reported if anything is left to do;
    /// false if the queue was closed first.
    boolean awaitLookedAt(Collection<BlobId> blobs) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && anyIsToBeLookedAt(blobs)) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /// How many blobs are to be healed.
    int size() {
        lock.lock();
        try {
            return known.size() + running.size();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean anyIsToBeLookedAt(Collection<BlobId> blobs) {
        for (BlobId blob : blobs) {
            if (isToBeLookedAt(blob)) {
                return true;
            }
        }
        return false;
    }

    @GuardedBy("lock")
    private boolean isToBeLookedAt(BlobId blob) {
        Entry entry = known.get(blob);
        return running.contains(blob)
                || entry != null && (entry.attempts() == 0 || !entry.reported());
    }

    @GuardedBy("lock")
    private void forget(Entry entry) {
        known.remove(entry.blob());
        untried.remove(entry);
        due.remove(entry);
        waiting.remove(entry);
    }

    @GuardedBy("lock")
    private void wake() {
        long now = clock.nanos();
        while (!waiting.isEmpty() && waiting.first().dueNanos() - now <= 0) {
            due.add(waiting.removeFirst());
        }
    }
}
