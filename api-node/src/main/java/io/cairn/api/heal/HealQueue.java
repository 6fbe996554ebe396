package io.cairn.api.heal;

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
/// once, and healed by one thread at a time. Bounded: who offers waits while it is full. Safe for
/// use by many threads.
final class HealQueue {
    private final int max;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All guarded by lock.
    private final Map<BlobId, Entry> known = new HashMap<>();
    private final TreeSet<Entry> ready =
            new TreeSet<>(Comparator.comparingInt(Entry::spare).thenComparing(Entry::number));
    private final TreeSet<Entry> waiting =
            new TreeSet<>(Comparator.comparingLong(Entry::dueNanos).thenComparing(Entry::number));
    private final Set<BlobId> running = new HashSet<>();
    private long numbers;
    private boolean closed;

    HealQueue(int max) {
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

    /// Adds a blob, or what is new about it; waits while the queue is full. False once it is
    /// closed.
    boolean offer(Damage damage, int spare, boolean reported) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && known.size() >= max && !known.containsKey(damage.blob())) {
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
            ready.add(entry);
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
                for (Entry entry : ready) {
                    if (running.add(entry.blob())) {
                        forget(entry);
                        changed.signalAll();
                        return Optional.of(entry);
                    }
                }
                if (waiting.isEmpty()) {
                    changed.await();
                } else {
                    long nanos = waiting.first().dueNanos() - System.nanoTime();
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

    /// What was taken is to be tried again after `delayNanos`, unless it was offered again.
    void later(Entry entry, boolean reported, long delayNanos) {
        lock.lock();
        try {
            running.remove(entry.blob());
            if (!known.containsKey(entry.blob())) {
                Entry again =
                        new Entry(
                                entry.damage(),
                                entry.spare(),
                                reported,
                                entry.attempts() + 1,
                                entry.number(),
                                System.nanoTime() + delayNanos);
                known.put(entry.blob(), again);
                waiting.add(again);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until each of these blobs was looked at, whatever came of it; false if the queue was
    /// closed first.
    boolean awaitLookedAt(Collection<BlobId> blobs) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && blobs.stream().anyMatch(this::isToBeLookedAt)) {
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

    private boolean isToBeLookedAt(BlobId blob) {
        Entry entry = known.get(blob);
        return running.contains(blob) || entry != null && entry.attempts() == 0;
    }

    private void forget(Entry entry) {
        known.remove(entry.blob());
        ready.remove(entry);
        waiting.remove(entry);
    }

    private void wake() {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && waiting.first().dueNanos() - now <= 0) {
            ready.add(waiting.removeFirst());
        }
    }
}
