package io.cairn.platform.http;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One open connection: whether it is idle or in a request, when its client last sent or took
/// something, and what its head takes of memory.
///
/// A connection is idle from its accept to the end of its first head, and from the end of each
/// request to the end of the next head. Safe for use by many threads.
final class OpenConnection {
    private final Connections all;
    private final Runnable closer;
    private final boolean spare;
    private final SpacedValues spacedValues = new SpacedValues();
    private volatile long progressNanos;
    private volatile boolean inRequest;
    private volatile boolean gone;
    private volatile @Nullable Thread waiting;

    // Guarded by the lock of `all`: ErrorProne cannot see that it is the lock of the caller.
    private long headCost;

    /// A connection that `closer` closes. With `spare` it came when there was no room but for
    /// health.
    OpenConnection(Connections all, Runnable closer, boolean spare, long nowNanos) {
        this.all = all;
        this.closer = closer;
        this.spare = spare;
        this.progressNanos = nowNanos;
    }

    /// The monotonic clock of the server's connections.
    long nanoTime() {
        return all.nanoTime();
    }

    /// Whether it is one of the few beyond the limit, on which only health is told.
    boolean spare() {
        return spare;
    }

    /// When its client last sent or took something, or it was accepted.
    long progressNanos() {
        return progressNanos;
    }

    /// Whether the bytes that come belong to a head.
    boolean inHead() {
        return !inRequest;
    }

    /// The values of its head that have runs of white space in them.
    SpacedValues spacedValues() {
        return spacedValues;
    }

    boolean inRequest() {
        return inRequest;
    }

    /// Cost of a head that has come so far.
    long headCost() {
        return headCost;
    }

    void headCost(long cost) {
        headCost = cost;
    }

    /// Its client has sent or taken something.
    void progressed() {
        progressNanos = all.nanoTime();
    }

    /// A part of a head has come that takes `cost` bytes of memory.
    void headRead(long cost) {
        progressed();
        all.headGrows(this, cost);
    }

    /// Its head is complete and takes memory until the request ends: what was counted as it came,
    /// or `cost` bytes if that was much, since a body may have come with it.
    void requestBegins(LongSupplier cost) {
        inRequest = true;
        spacedValues.headEnds();
        progressed();
        all.requestBegins(this, cost);
    }

    /// It may be used for another request.
    void requestEnds() {
        spacedValues.clear();
        inRequest = false;
        progressed();
        all.requestEnds(this);
    }

    /// It was closed, by whichever side.
    void closed() {
        gone = true;
        all.closed(this);
        LockSupport.unpark(waiting);
    }

    /// Whether a request's thread waits for its client.
    boolean isWaiting() {
        return waiting != null;
    }

    boolean isGone() {
        return gone;
    }

    /// The calling thread is woken up when the connection is closed, until this is called with
    /// null.
    void wakeWhenClosed(@Nullable Thread thread) {
        waiting = thread;
    }

    /// Closes the connection.
    void close() {
        gone = true;
        closer.run();
        LockSupport.unpark(waiting);
    }
}
