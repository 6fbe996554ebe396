package io.cairn.cli.server;

import io.cairn.metadata.start.MetadataNode;
import io.cairn.metadata.store.StoreClosedException;
import io.cairn.metadata.store.StoreException;
import io.cairn.shard.reclaim.OrphanSweep;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the sweep for orphans once the fold has caught up: only then is known what nothing refers
/// to.
final class SweepWhenReady implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SweepWhenReady.class);
    private static final long POLL_MILLIS = 200;
    private static final long CLOSE_MILLIS = 2_000;

    private final OrphanSweep sweep;
    private final MetadataNode metadata;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("cairn-sweep").daemon().unstarted(this::run);

    SweepWhenReady(OrphanSweep sweep, MetadataNode metadata) {
        this.sweep = sweep;
        this.metadata = metadata;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!metadata.ready()) {
                if (closing.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            sweep.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreClosedException e) {
            LOG.info("the sweep ends with the server; the next start sweeps again");
        } catch (StoreException e) {
            LOG.warn("the sweep could not ask the namespace; the next start sweeps again", e);
        }
    }

    /// Makes the thread end soon; does not wait for that.
    void stop() {
        closing.countDown();
        sweep.stop();
    }

    @Override
    public void close() {
        stop();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
