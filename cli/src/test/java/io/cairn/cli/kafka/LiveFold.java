package io.cairn.cli.kafka;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.kafka.MetadataNode;
import io.cairn.schemas.TimeOrderedIds;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// A broker, a registry and the fold over one directory, for tests.
final class LiveFold implements AutoCloseable {
    private static final long PAUSE_NANOS = 2_000_000;

    final LiveLog log;
    final TimeOrderedIds ids;
    final MetadataNode node;

    LiveFold(Path directory) {
        log = new LiveLog(directory);
        ids = log.ids;
        node = log.startFold();
        while (!node.ready()) {
            Throwable fault = log.fault.get();
            if (fault != null) {
                throw new IllegalStateException(fault);
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
