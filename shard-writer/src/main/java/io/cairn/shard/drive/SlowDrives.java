package io.cairn.shard.drive;

import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.shard.DriveTimes;
import io.cairn.shard.LocalDrive;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds drives that are much slower than the others: nothing fails there yet, but every write
/// waits for the slowest drive, and a drive that is about to die often becomes slow first. Says so
/// once, and once more when it is over. Started once.
public final class SlowDrives implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowDrives.class);
    private static final long SLICE_MILLIS = 10_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /// Below this a drive is not called slow, whatever the others are.
    private static final long SLOW_MICROS_MIN = TimeUnit.MILLISECONDS.toMicros(100);

    /// How many times slower than the one in the middle of the others.
    private static final long SLOW_FACTOR = 5;

    /// Fewer than these say nothing.
    private static final long OPERATIONS_MIN = 20;

    private final List<LocalDrive> drives;
    private final MonotonicClock clock;
    private final Background thread = new Background("slow-drives", this::round);
    private volatile Set<LocalDrive> slow = Set.of();

    /// `clock` says for how long it is waited for at the end.
    public SlowDrives(Collection<LocalDrive> drives, MonotonicClock clock) {
        this.clock = clock;
        this.drives = List.copyOf(drives);
    }

    public void start() {
        thread.start();
    }

    /// Whether a drive was much slower than the others in the last minute.
    public boolean isSlow(LocalDrive drive) {
        return slow.contains(drive);
    }

    private void round() throws InterruptedException {
        if (!thread.pause(SLICE_MILLIS)) {
            turn();
        }
    }

    /// Ends a slice of time on all drives and compares them.
    void turn() {
        drives.forEach(drive -> drive.health().times().turn());
        List<DriveTimes.Summary> lately =
                drives.stream().map(drive -> drive.health().times().summary()).toList();
        Set<LocalDrive> found = new HashSet<>();
        for (int number = 0; number < drives.size(); number++) {
            boolean writes =
                    standsOut(
                            number,
                            lately,
                            DriveTimes.Summary::writes,
                            DriveTimes.Summary::writeP99Micros);
            boolean reads =
                    standsOut(
                            number,
                            lately,
                            DriveTimes.Summary::reads,
                            DriveTimes.Summary::readP99Micros);
            if (writes || reads) {
                found.add(drives.get(number));
            }
            tell(drives.get(number), writes || reads, lately.get(number));
        }
        slow = Set.copyOf(found);
    }

    private static boolean standsOut(
            int number,
            List<DriveTimes.Summary> lately,
            ToLongFunction<DriveTimes.Summary> count,
            ToLongFunction<DriveTimes.Summary> micros) {
        DriveTimes.Summary own = lately.get(number);
        if (count.applyAsLong(own) < OPERATIONS_MIN || micros.applyAsLong(own) < SLOW_MICROS_MIN) {
            return false;
        }
        long[] others =
                IntStream.range(0, lately.size())
                        .filter(other -> other != number)
                        .mapToObj(lately::get)
                        .filter(other -> count.applyAsLong(other) >= OPERATIONS_MIN)
                        .mapToLong(micros)
                        .sorted()
                        .toArray();
        return others.length > 0
                && micros.applyAsLong(own) >= SLOW_FACTOR * others[others.length / 2];
    }

    private void tell(LocalDrive drive, boolean now, DriveTimes.Summary lately) {
        if (now && !isSlow(drive)) {
            LOG.warn(
                    "{} is much slower than the others: in the last minute 1 of 100 writes took more"
                            + " than {} ms, 1 of 100 reads more than {} ms",
                    drive,
                    TimeUnit.MICROSECONDS.toMillis(lately.writeP99Micros()),
                    TimeUnit.MICROSECONDS.toMillis(lately.readP99Micros()));
        } else if (!now && isSlow(drive)) {
            LOG.info("{} is no slower than the others any more", drive);
        }
    }

    @Override
    public void close() {
        thread.stop();
        thread.awaitEnd(Deadline.in(CLOSE_TIMEOUT, clock));
    }
}
