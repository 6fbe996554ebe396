package io.cairn.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Which journals count, and up to where all of them hold the log. Safe for use by many threads.
public final class JournalCount {
    private final JournalTopics topics;
    private final JournalListener listener;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<JournalWriter, PartitionEnds> counting = new IdentityHashMap<>();

    @GuardedBy("lock")
    private final Set<JournalWriter> dropped = Collections.newSetFromMap(new IdentityHashMap<>());

    @GuardedBy("lock")
    private final long[] told;

    @GuardedBy("lock")
    private boolean none;

    public JournalCount(JournalTopics topics, JournalListener listener) {
        this.topics = topics;
        this.listener = listener;
        this.told = new long[topics.slots()];
        Arrays.fill(told, -1);
    }

    /// `writer` counts, and is durable up to `ends`; unless it was dropped: a drive that hung may
    /// answer at last.
    void reached(JournalWriter writer, PartitionEnds ends) {
        lock.lock();
        try {
            if (!dropped.contains(writer)) {
                counting.put(writer, ends);
                tell();
            }
        } finally {
            lock.unlock();
        }
    }

    /// `writer` never counts again; false if it did not.
    public boolean drop(JournalWriter writer) {
        lock.lock();
        try {
            dropped.add(writer);
            boolean counted = counting.remove(writer) != null;
            if (counted && !counting.isEmpty()) {
                tell();
            }
            return counted;
        } finally {
            lock.unlock();
        }
    }

    /// Tells the listener that nothing is to be waited for, unless a journal counts or it was told
    /// so already; whether it was told now.
    public boolean tellIfNone() {
        lock.lock();
        try {
            boolean tells = counting.isEmpty() && !none;
            if (tells) {
                none = true;
                Arrays.fill(told, -1);
                listener.noneCounts();
            }
            return tells;
        } finally {
            lock.unlock();
        }
    }

    /// Per slot, up to where the listener was told that the journals hold the log; -1 if it was
    /// told that none counts, or nothing yet.
    public long[] told() {
        lock.lock();
        try {
            return told.clone();
        } finally {
            lock.unlock();
        }
    }

    /// How many count.
    public int size() {
        lock.lock();
        try {
            return counting.size();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void tell() {
        none = false;
        for (int slot = 0; slot < told.length; slot++) {
            long end = Long.MAX_VALUE;
            for (PartitionEnds each : counting.values()) {
                end = Math.min(end, each.offset(slot));
            }
            if (end != told[slot]) {
                told[slot] = end;
                listener.journaled(topics.partitions().get(slot), end);
            }
        }
    }
}
