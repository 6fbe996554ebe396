package io.cairn.platform.http;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.xnio.channels.SuspendableReadChannel;
import org.xnio.channels.SuspendableWriteChannel;

/// How the thread of a request waits for its client.
///
/// The connection's I/O thread watches the socket and wakes the request's thread up. XNIO's own
/// blocking calls would open a selector for each thread that waits, two file handles, which only
/// the garbage collector closes. Used by the request's thread.
final class ClientWait {
    /// How often the listener is asked.
    private static final long ASK_NANOS = Duration.ofSeconds(5).toNanos();

    private final OpenConnection connection;
    private WaitListener listener = WaitListener.NONE;
    private volatile boolean ready;

    ClientWait(OpenConnection connection) {
        this.connection = connection;
    }

    /// Tells `to` of each wait from now on.
    void tell(WaitListener to) {
        listener = to;
    }

    OpenConnection connection() {
        return connection;
    }

    /// Waits until `channel` has something to read; false if `nanos` passed first. Also returns
    /// when the connection is closed: the next read fails.
    boolean awaitReadable(SuspendableReadChannel channel, long nanos) {
        Thread self = Thread.currentThread();
        ready = false;
        channel.getReadSetter()
                .set(_ -> {
                    channel.suspendReads();
                    wake(self);
                });
        channel.resumeReads();
        boolean woken = park(nanos);
        if (!woken) {
            channel.suspendReads();
        }
        return woken;
    }

    /// Waits until `channel` takes more; false if `nanos` passed first. Also returns when the
    /// connection is closed: the next write fails.
    boolean awaitWritable(SuspendableWriteChannel channel, long nanos) {
        Thread self = Thread.currentThread();
        ready = false;
        channel.getWriteSetter()
                .set(_ -> {
                    channel.suspendWrites();
                    wake(self);
                });
        channel.resumeWrites();
        boolean woken = park(nanos);
        if (!woken) {
            channel.suspendWrites();
        }
        return woken;
    }

    private void wake(Thread thread) {
        ready = true;
        LockSupport.unpark(thread);
    }

    private boolean park(long nanos) {
        long startNanos = connection.nanoTime();
        connection.wakeWhenClosed(Thread.currentThread());
        listener.waitBegins();
        try {
            while (!ready && !connection.isGone()) {
                long waited = connection.nanoTime() - startNanos;
                if (waited >= nanos
                        || Thread.currentThread().isInterrupted()
                        || (waited >= ASK_NANOS && !listener.mayGoOn(waited))) {
                    return false;
                }
                LockSupport.parkNanos(this, Math.min(nanos - waited, ASK_NANOS));
            }
            connection.progressed();
            return true;
        } finally {
            listener.waitEnds();
            connection.wakeWhenClosed(null);
        }
    }
}
