package io.cairn.metadata.topology;

import io.cairn.metadata.client.DurablePositions;
import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.StoreException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the stores fit for a quick restart: flushes them now and then, so that little of the log
/// is folded again, and drops emissions once the offset they were sent with is committed.
public final class StoreUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreUpkeep.class);
    private static final long EVERY_SECONDS = 1;
    private static final long FLUSH_EVERY_ROUNDS = 10;
    private static final long FLUSH_EVERY_EVENTS = 2_000;
    private static final long DROP_EVERY_EVENTS = 1_000;

    private final Collection<FoldPartition> partitions;
    private final DurablePositions durable;
    private final LogOffsets offsets;
    private final Map<Integer, Long> flushed = new HashMap<>();
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("cairn-store-upkeep").daemon().factory());
    private long round;

    /// Looks after these partitions.
    public StoreUpkeep(
            Collection<FoldPartition> partitions, DurablePositions durable, LogOffsets offsets) {
        this.partitions = partitions;
        this.durable = durable;
        this.offsets = offsets;
    }

    /// Begins: a round each second.
    public void start() {
        partitions.forEach(each -> flushed.put(each.number(), each.mark().position()));
        scheduler.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /// One round.
    void run() {
        round++;
        try {
            for (FoldPartition partition : partitions) {
                flushIfDue(partition);
                settleDurable(partition);
            }
            if (round % FLUSH_EVERY_ROUNDS == 0) {
                dropEmissions();
            }
        } catch (StoreException | LogException e) {
            LOG.warn("upkeep of the fold stores failed, tried again later", e);
        }
    }

    private void flushIfDue(FoldPartition partition) {
        long position = partition.mark().position();
        long since = position - flushed.getOrDefault(partition.number(), -1L);
        boolean due = since >= FLUSH_EVERY_EVENTS || (since > 0 && round % FLUSH_EVERY_ROUNDS == 0);
        if (due) {
            partition.flush();
            flushed.put(partition.number(), position);
        }
    }

    /// The acknowledgement of a record that was folded may have been lost. Its readers wait for it,
    /// so the broker is asked: of what is folded, all before its end offset is durable.
    private void settleDurable(FoldPartition partition) {
        if (partition.mark().position() <= durable.acknowledged(partition.number())) {
            return;
        }
        durable.advance(partition.number(), offsets.end(partition.number()) - 1);
    }

    private void dropEmissions() {
        Map<Integer, Long> committed = offsets.committed();
        for (FoldPartition partition : partitions) {
            Long offset = committed.get(partition.number());
            if (offset != null && offset >= partition.emissionsFrom() + DROP_EVERY_EVENTS) {
                partition.dropEmissionsBefore(offset);
            }
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        try {
            if (!scheduler.awaitTermination(EVERY_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("upkeep of the fold stores is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
