package io.cairn.cli.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of a server that were started, in order: closed in reverse. Used by the thread that
/// starts and closes the server, but for [#halt].
final class StartedParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Deque<Runnable> stops = new ArrayDeque<>();
    private final List<Runnable> halts = new CopyOnWriteArrayList<>();

    /// A part that is closed before all that were added before it; the part itself.
    <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    /// Has `stop` run before anything is closed, so that what works in the background ends beside
    /// requests. It must not wait.
    void onStop(Runnable stop) {
        stops.push(stop);
    }

    /// Has `halt` run when nothing can be written any more and reads go on.
    void onHalt(Runnable halt) {
        halts.add(halt);
    }

    /// Nothing can be written any more. May be called by any thread, again and again.
    void halt() {
        halts.forEach(Runnable::run);
    }

    /// Stops all parts in the reverse order of their start. One that fails to stop does not keep
    /// the others from it.
    @Override
    @SuppressWarnings("IllegalCatch") // Whatever one part throws, the others are closed too.
    public void close() {
        stops.forEach(Runnable::run);
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
