package io.cairn.cli.kafka;

import io.cairn.metadata.topology.LogSync;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.storage.internals.log.LogManager;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Syncs partitions of the broker in this process for whom reads them. The broker could do so
/// itself before each acknowledgement, but syncs both indexes of the segment too, one after the
/// other: five waits for the drive instead of one, each a flush of its cache. It makes indexes
/// again that a power loss took.
///
/// The records of a segment are synced through a channel of its own: an interrupt closes the
/// channel that it meets, and that of the broker must stay open. Used by one thread at a time, and
/// closed once that has ended.
final class SegmentSync implements LogSync, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentSync.class);

    private final LogManager logs;
    private final Consumer<String> fault;
    private final Map<TopicPartition, Synced> synced = new HashMap<>();
    private boolean failed;

    /// The segment that was the active one at the last sync, and a channel to its file.
    private record Synced(LogSegment segment, FileChannel channel) {}

    /// Syncs what `logs` holds. `fault` is told of a failure: what the page cache lost by that
    /// would pass for synced at the next try, so the process has to end.
    SegmentSync(LogManager logs, Consumer<String> fault) {
        this.logs = logs;
        this.fault = fault;
    }

    @Override
    public void sync(Set<TopicPartition> read) {
        for (TopicPartition each : read) {
            try {
                checkNoneFailed();
                sync(each);
            } catch (IOException | KafkaStorageException e) {
                failed = true;
                fault.accept("the log cannot be synced: " + e.getMessage());
                throw new KafkaException("syncing " + each, e);
            }
        }
    }

    private void checkNoneFailed() throws IOException {
        if (failed) {
            throw new IOException("an earlier sync failed");
        }
    }

    private void sync(TopicPartition partition) throws IOException {
        UnifiedLog log =
                logs.getLog(partition)
                        .orElseThrow(
                                () -> new IOException("the broker has no log of " + partition));
        LogSegment active = log.activeSegment();
        Synced last = synced.get(partition);
        if (last != null && isSame(last.segment(), active)) {
            last.channel().force(false);
            return;
        }
        // What was read may lie in the segments before it too, whose names are new.
        log.flush(true);
        forget(synced.remove(partition));
        FileChannel channel =
                FileChannel.open(active.log().file().toPath(), StandardOpenOption.READ);
        synced.put(partition, new Synced(active, channel));
    }

    /// A partition that was made anew begins at the same offset, in another file.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(LogSegment one, LogSegment other) {
        return one == other;
    }

    private static void forget(@Nullable Synced last) throws IOException {
        if (last != null) {
            last.channel().close();
        }
    }

    @Override
    public void close() {
        for (Synced each : synced.values()) {
            try {
                forget(each);
            } catch (IOException e) {
                LOG.warn("a segment that was only read cannot be closed", e);
            }
        }
        synced.clear();
    }
}
