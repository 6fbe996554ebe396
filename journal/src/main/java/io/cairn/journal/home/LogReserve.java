package io.cairn.journal.home;

import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.file.SpaceReserve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the drive that holds the log and the fold, which others may fill too.
///
/// Below its reserve, twice that of a drive for shards and the ballast that is missing, what only
/// adds is refused: what frees space is written to the log too. Below its floor all that would be
/// written is refused, and the [Ballast] is given back: what is left is for what Kafka writes by
/// itself. Reads go on in any case. Looks by itself, several times a second. Safe for use by many
/// threads.
public final class LogReserve implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReserve.class);
    private static final long RESERVE_BYTES_MAX = 2L << 30;
    private static final double RESERVE_PART = 0.04;
    private static final long FLOOR_BYTES_MAX = 32L << 20;
    private static final double FLOOR_PART = 0.01;
    private static final long FLOOR_INODES = 64;
    private static final Duration EVERY = Duration.ofMillis(250);

    /// How long after the drive was seen to be exhausted that explains failures.
    private static final Duration LATELY = Duration.ofSeconds(30);

    private static final String HALTED =
            "the drive that holds the log was full, and the log could not be written; the server"
                    + " starts anew once there is room";

    private final Disk disk;
    private final Path directory;
    private final Ballast ballast;
    private final Background watch;
    private final Runnable anew;
    private final MonotonicClock clock;
    private volatile boolean halted;
    private volatile long exhaustedNanos;
    private volatile State state = new State(Optional.empty(), false, true);
    private boolean hadRoom = true;
    private volatile long totalBytes;

    /// What is to be refused: `adding` says why what only adds is, `exhausted` whether all is.
    /// `roomy` is whether there is room for ballast beside the reserve.
    private record State(Optional<String> adding, boolean exhausted, boolean roomy) {}

    /// A watch of the drive at `directory`. `anew` is called once there is room again after
    /// [#halt].
    public LogReserve(Disk disk, Path directory, Runnable anew, MonotonicClock clock) {
        this.disk = disk;
        this.directory = directory;
        this.anew = anew;
        this.clock = clock;
        this.exhaustedNanos = clock.nanos() - LATELY.toNanos();
        this.ballast = new Ballast(disk, directory);
        this.watch = new Background("log-reserve", this::round);
    }

    /// Makes room for a start on one of `directories` where there is none, and some was set aside
    /// for it. Called before anything is written.
    public static void prepare(Disk disk, List<Path> directories, MonotonicClock clock) {
        for (Path directory : directories) {
            LogReserve reserve = new LogReserve(disk, directory, () -> {}, clock);
            if (Files.isDirectory(directory)) {
                reserve.look();
                if (reserve.state.exhausted() && reserve.ballast.giveToStart()) {
                    LOG.warn("{} is full: space kept for a start is given back", directory);
                }
            }
        }
    }

    /// Removes what was set aside on `directory` while the log was there.
    public static void forget(Disk disk, Path directory) {
        new Ballast(disk, directory).giveUp();
    }

    /// Begins to watch.
    public void start() {
        look();
        watch.start();
    }

    /// Why nothing can be taken that only adds; empty while it can.
    public Optional<String> refusal() {
        return halted ? Optional.of(HALTED) : state.adding();
    }

    /// Why nothing can be written at all; empty while it can.
    public Optional<String> exhaustion() {
        return halted || state.exhausted() ? refusal() : Optional.empty();
    }

    /// Whether a failure to write the log that has just come to light is for want of space: then
    /// nothing is written any more, until `anew` lets another server take over. Judged by what was
    /// seen lately: a look could hang.
    public boolean halt() {
        if (!halted) {
            halted = clock.nanos() - exhaustedNanos < LATELY.toNanos();
        }
        return halted;
    }

    private void round() throws InterruptedException {
        look();
        if (state.exhausted() && ballast.giveToRunning()) {
            look();
        } else if (state.roomy()) {
            ballast.fill(totalBytes);
        }
        tell();
        if (halted && state.roomy()) {
            anew.run();
            watch.stop();
        }
        watch.pause(EVERY.toMillis());
    }

    private void tell() {
        boolean room = state.adding().isEmpty();
        if (hadRoom && !room) {
            LOG.error("nothing more is taken: {}", state.adding().orElseThrow());
        } else if (!hadRoom && room) {
            LOG.info("there is room on {} again", directory);
        }
        hadRoom = room;
    }

    private void look() {
        try {
            Disk.Space space = disk.space(directory);
            totalBytes = space.totalBytes();
            long reserve =
                    part(space, RESERVE_BYTES_MAX, RESERVE_PART) + ballast.missingBytes(totalBytes);
            long floor = part(space, FLOOR_BYTES_MAX, FLOOR_PART);
            boolean bytesLow = space.usableBytes() <= reserve;
            boolean inodesLow = space.usableInodes() <= SpaceReserve.INODES;
            Optional<String> adding = Optional.empty();
            if (bytesLow) {
                adding =
                        Optional.of(
                                "the drive that holds the log has only %d bytes left, %d are kept"
                                        .formatted(space.usableBytes(), reserve));
            } else if (inodesLow) {
                adding =
                        Optional.of(
                                "the drive that holds the log has only %d inodes left, %d are kept"
                                        .formatted(space.usableInodes(), SpaceReserve.INODES));
            }
            state =
                    new State(
                            adding,
                            space.usableBytes() <= floor || space.usableInodes() <= FLOOR_INODES,
                            space.usableBytes() > reserve + 2 * Ballast.bytes(totalBytes)
                                    && !inodesLow);
            if (state.exhausted()) {
                exhaustedNanos = clock.nanos();
            }
        } catch (IOException e) {
            LOG.warn("cannot see the free space of {}", directory, e);
            state =
                    new State(
                            Optional.of(
                                    "the free space of the drive that holds the log cannot be seen"),
                            false,
                            false);
        }
    }

    private static long part(Disk.Space space, long max, double part) {
        return Math.min(max, (long) (space.totalBytes() * part));
    }

    @Override
    public void close() {
        watch.stop();
        watch.awaitEnd(Deadline.in(EVERY, clock));
    }
}
