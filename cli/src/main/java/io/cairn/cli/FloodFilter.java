package io.cairn.cli;

import io.cairn.platform.Allowance;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bounds what the libraries that listen on ports may log: Kafka writes an error with a stack trace
/// for every frame that it does not understand, which anyone on this machine can send it. What is
/// left out is counted, and said a minute later.
final class FloodFilter extends AbstractFilter {
    private static final Logger LOG = LoggerFactory.getLogger(FloodFilter.class);
    private static final String OURS = "io.cairn.";
    private static final int MESSAGES_MAX = 20;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final MonotonicClock clock;
    private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> left = new ConcurrentHashMap<>();

    FloodFilter(MonotonicClock clock) {
        this.clock = clock;
    }

    /// Has all that is logged from now on pass through one.
    static void install() {
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            context.getConfiguration()
                    .getRootLogger()
                    .addFilter(new FloodFilter(MonotonicClock.SYSTEM));
            context.updateLoggers();
        }
    }

    @Override
    public Result filter(LogEvent event) {
        String name = event.getLoggerName();
        if (name == null || name.startsWith(OURS)) {
            return Result.NEUTRAL;
        }
        long now = clock.nanos();
        boolean fits =
                allowances
                        .computeIfAbsent(name, _ -> new Allowance(MESSAGES_MAX, PERIOD, now))
                        .take(1, now);
        if (fits) {
            return Result.NEUTRAL;
        }
        if (left.computeIfAbsent(name, _ -> new AtomicLong()).getAndIncrement() == 0) {
            Thread.ofVirtual().name("log-flood").start(() -> sayLater(name));
        }
        return Result.DENY;
    }

    private void sayLater(String name) {
        Deadline deadline = Deadline.in(PERIOD, clock);
        while (!deadline.isOver()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        LOG.warn("{} messages of {} were left out in the last minute", takeLeftOut(name), name);
    }

    /// How many messages were left out since this was asked last.
    long takeLeftOut(String name) {
        AtomicLong count = left.remove(name);
        return count == null ? 0 : count.get();
    }
}
