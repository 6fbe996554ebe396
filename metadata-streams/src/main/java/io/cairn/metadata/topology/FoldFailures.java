package io.cairn.metadata.topology;

import io.cairn.metadata.store.StoreClosedException;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.schemas.registry.UnknownSchemaException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides how the fold goes on when its thread has failed. A failure of the store or of the rules
/// stops it: the same record would cause it again. A failure of the brokers or the registry may be
/// temporary, so another thread takes over. If such failures repeat and nothing is committed in
/// between, the fold stops too: a server that folds nothing must not report that it is healthy.
public final class FoldFailures implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FoldFailures.class);

    /// The fold survives this many failures in a row, less one.
    static final int IN_VAIN_MAX = 4;

    /// The fold survives failures in a row for at least this long: a broker may be away.
    static final Duration PATIENCE = Duration.ofMinutes(1);

    /// Two failures that are this far apart are not in a row. Streams retries a call that times out
    /// for 5 minutes before its thread fails.
    static final Duration APART = Duration.ofMinutes(10);

    private final LogOffsets offsets;
    private final MonotonicClock clock;
    private final Consumer<Throwable> fault;
    private int inVain;
    private long firstNanos;
    private long lastNanos;
    private long committed = -1;
    private boolean lastUnknown;

    /// `fault` is told why the fold stops.
    public FoldFailures(LogOffsets offsets, MonotonicClock clock, Consumer<Throwable> fault) {
        this.offsets = offsets;
        this.clock = clock;
        this.fault = fault;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Throwable root = root(failure);
        if (root instanceof CancellationException || root instanceof StoreClosedException) {
            LOG.debug("the fold was closed", failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (!(root instanceof KafkaException) && !has(failure, RegistryException.class)) {
            return stop(failure);
        }
        count(has(failure, UnknownSchemaException.class));
        Duration since = Duration.ofNanos(lastNanos - firstNanos);
        if (inVain >= IN_VAIN_MAX && since.compareTo(PATIENCE) >= 0) {
            return stop(
                    new LogException(
                            "its thread failed %d times in %d s and folded nothing, at last with: %s"
                                    .formatted(inVain, since.toSeconds(), root),
                            failure));
        }
        LOG.warn("the fold's thread ended, another takes over", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private StreamThreadExceptionResponse stop(Throwable reason) {
        LOG.error("the fold stops", reason);
        fault.accept(reason);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    /// Counts a failure, as the first one if something was committed since the last, or if that was
    /// long ago. A schema that is unknown stays so for its partition whatever the others commit.
    private void count(boolean unknownSchema) {
        long nanos = clock.nanos();
        long now = committedNow();
        boolean wentOn = now > committed && !(unknownSchema && lastUnknown);
        lastUnknown = unknownSchema;
        if (inVain == 0 || wentOn || nanos - lastNanos >= APART.toNanos()) {
            inVain = 0;
            firstNanos = nanos;
        }
        committed = now;
        lastNanos = nanos;
        inVain++;
    }

    /// All that the fold has committed; what was known before if the brokers do not answer.
    private long committedNow() {
        try {
            return offsets.committed().values().stream().mapToLong(Long::longValue).sum();
        } catch (LogException e) {
            LOG.debug("whether the fold went on is not known", e);
            return committed;
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
