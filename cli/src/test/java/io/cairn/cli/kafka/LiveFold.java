package io.cairn.cli.kafka;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.start.MetadataNode;
import io.cairn.schemas.TimeOrderedIds;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A broker, a registry and the fold over one directory, for tests.
final class LiveFold implements AutoCloseable {
    private static final long PAUSE_NANOS = 2_000_000;

    final LiveLog log;
    final TimeOrderedIds ids;
    final AtomicReference<@Nullable Throwable> fault;
    final MetadataNode node;

    LiveFold(Path directory) {
        log = new LiveLog(directory);
        ids = log.ids;
        fault = log.fault;
        node = log.startFold();
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
