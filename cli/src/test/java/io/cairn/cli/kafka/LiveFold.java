package io.cairn.cli.kafka;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.schemas.TimeOrderedIds;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A broker, a registry and the fold over one directory, for tests.
final class LiveFold implements AutoCloseable {
    private static final long PAUSE_NANOS = 2_000_000;

    final LiveLog log;
    final TimeOrderedIds ids;
    final AtomicReference<@Nullable Throwable> fault;
    final MetadataNode node;

    LiveFold(Path directory) {
        this(new LiveLog(directory), LiveLog::startFold);
    }

    /// A fold of `log` that `start` starts.
    LiveFold(LiveLog log, Function<LiveLog, MetadataNode> start) {
        this.log = log;
        ids = log.ids;
        fault = log.fault;
        node = start.apply(log);
        while (!node.ready()) {
            Throwable failure = fault.get();
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    Namespace namespace() {
        return node.namespace();
    }

    @Override
    public void close() {
        node.close();
        log.close();
    }
}
