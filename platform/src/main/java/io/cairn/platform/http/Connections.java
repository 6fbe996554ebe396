package io.cairn.platform.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The open connections of a server, and who gives way when there are too many.
///
/// A new connection always finds room, as long as somebody can give it up: first the connection
/// that has been idle for longest, then the one in a request that has waited for its client for
/// longest, if that is [#STALL] at least. If all are busy the new one is spare: only health is told
/// on it. Beyond the spare ones it is closed.
///
/// Heads take memory before anybody knows who sends them. All together may cost no more than a
/// limit; beyond it connections with unfinished heads give way, the longest idle first. Safe for
/// use by many threads.
final class Connections {
    /// How long a client in a request may do nothing while others find no room.
    static final Duration STALL = Duration.ofSeconds(10);

    /// Heads up to this are taken in any case: connections are few enough for that.
    private static final long SMALL_HEAD_COST = 8 << 10;

    /// All connections are looked at for one that stalls no more often than this.
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final HttpLimits limits;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    // Of the idle ones the longest idle comes first.
    @GuardedBy("lock")
    private final Map<Object, OpenConnection> open = new HashMap<>();

    @GuardedBy("lock")
    private final Map<OpenConnection, Object> keys = new HashMap<>();

    @GuardedBy("lock")
    private final LinkedHashSet<OpenConnection> idle = new LinkedHashSet<>();

    @GuardedBy("lock")
    private long headCosts;

    @GuardedBy("lock")
    private long nextLookNanos;

    /// Connections within `limits`; `nanoTime` is a monotonic clock.
    Connections(HttpLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.nextLookNanos = nanoTime.getAsLong();
    }

    /// Takes a new connection up, known as `key`; empty if there is no room, not even for health.
    /// `closer` closes it.
    Optional<OpenConnection> accept(Object key, Runnable closer) {
        OpenConnection victim = null;
        OpenConnection accepted = null;
        lock.lock();
        try {
            if (open.size() >= limits.connectionsMax()) {
                victim = victim();
            }
            if (victim != null) {
                forget(victim);
            }
            if (open.size() < limits.connectionsMax() + limits.connectionsSpare()) {
                boolean spare = open.size() >= limits.connectionsMax();
                accepted = new OpenConnection(this, closer, spare, nanoTime());
                open.put(key, accepted);
                keys.put(accepted, key);
                idle.add(accepted);
            }
        } finally {
            lock.unlock();
        }
        if (victim != null) {
            victim.close();
        }
        return Optional.ofNullable(accepted);
    }

    /// Closes the connection that has been idle for longest, if there is one.
    void closeLongestIdle() {
        OpenConnection victim = null;
        lock.lock();
        try {
            Iterator<OpenConnection> longestIdle = idle.iterator();
            if (longestIdle.hasNext()) {
                victim = longestIdle.next();
                forget(victim);
            }
        } finally {
            lock.unlock();
        }
        if (victim != null) {
            victim.close();
        }
    }

    /// The connection that was accepted under `key`; empty if it has given way or was closed.
    Optional<OpenConnection> of(Object key) {
        lock.lock();
        try {
            return Optional.ofNullable(open.get(key));
        } finally {
            lock.unlock();
        }
    }

    /// A connection that is in no list: it has given way already, or was never accepted here.
    OpenConnection unlisted(Runnable closer) {
        return new OpenConnection(this, closer, false, nanoTime());
    }

    /// Closes all.
    void closeAll() {
        List<OpenConnection> all;
        lock.lock();
        try {
            all = List.copyOf(open.values());
        } finally {
            lock.unlock();
        }
        all.forEach(OpenConnection::close);
    }

    /// How many are open.
    int size() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    /// What all heads cost now, in bytes.
    long headCosts() {
        lock.lock();
        try {
            return headCosts;
        } finally {
            lock.unlock();
        }
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    void headGrows(OpenConnection connection, long cost) {
        List<OpenConnection> victims;
        lock.lock();
        try {
            if (!keys.containsKey(connection)) {
                return;
            }
            connection.headCost(connection.headCost() + cost);
            headCosts += cost;
            victims = headCosts > limits.headsBytesMax() ? largeHeads(connection) : List.of();
            victims.forEach(this::forget);
        } finally {
            lock.unlock();
        }
        victims.forEach(OpenConnection::close);
    }

    void requestBegins(OpenConnection connection, LongSupplier cost) {
        lock.lock();
        try {
            idle.remove(connection);
            if (connection.headCost() > SMALL_HEAD_COST) {
                cost(connection, cost.getAsLong());
            }
        } finally {
            lock.unlock();
        }
    }

    void requestEnds(OpenConnection connection) {
        lock.lock();
        try {
            cost(connection, 0);
            if (keys.containsKey(connection)) {
                idle.add(connection);
            }
        } finally {
            lock.unlock();
        }
    }

    void closed(OpenConnection connection) {
        lock.lock();
        try {
            forget(connection);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void cost(OpenConnection connection, long cost) {
        if (keys.containsKey(connection)) {
            headCosts += cost - connection.headCost();
            connection.headCost(cost);
        }
    }

    @GuardedBy("lock")
    private void forget(OpenConnection connection) {
        Object key = keys.remove(connection);
        if (key != null) {
            open.remove(key);
            idle.remove(connection);
            headCosts -= connection.headCost();
            connection.headCost(0);
        }
    }

    @GuardedBy("lock")
    private @Nullable OpenConnection victim() {
        Iterator<OpenConnection> longestIdle = idle.iterator();
        return longestIdle.hasNext() ? longestIdle.next() : stalled();
    }

    @GuardedBy("lock")
    private @Nullable OpenConnection stalled() {
        long now = nanoTime();
        if (now - nextLookNanos < 0) {
            return null;
        }
        OpenConnection longest = null;
        for (OpenConnection each : open.values()) {
            if (each.isWaiting()
                    && (longest == null || each.progressNanos() - longest.progressNanos() < 0)) {
                longest = each;
            }
        }
        boolean stalls = longest != null && now - longest.progressNanos() >= STALL.toNanos();
        if (!stalls) {
            nextLookNanos = now + LOOK_NANOS;
        }
        return stalls ? longest : null;
    }

    /// Those whose heads have to go so that the others keep the limit: idle ones in their order,
    /// and last the one whose head has just grown.
    @GuardedBy("lock")
    private List<OpenConnection> largeHeads(OpenConnection grown) {
        List<OpenConnection> victims = new ArrayList<>();
        long excess = headCosts - limits.headsBytesMax();
        for (OpenConnection each : idle) {
            if (excess <= 0) {
                return victims;
            }
            if (each.headCost() > 0 && each != grown) {
                victims.add(each);
                excess -= each.headCost();
            }
        }
        if (excess > 0 && grown.headCost() > SMALL_HEAD_COST) {
            victims.add(grown);
        }
        return victims;
    }
}
