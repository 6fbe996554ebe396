package io.cairn.journal.kafka;

import io.cairn.journal.Journal;
import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalException;
import io.cairn.journal.PartitionEnds;
import io.cairn.journal.kafka.LogSource.Expected;
import io.cairn.platform.MonotonicClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills a journal from the log until it has nearly caught up, on a thread of its own.
final class JournalFill implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFill.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /// How far behind a journal may be that has caught up: the rest is read again with the others'.
    private static final long LAG_MAX = 1_000;

    private final JournaledLog log;
    private final JournalDrive drive;
    private final AtomicLong generation;
    private final Consumer<JournalFill> done;
    private final MonotonicClock clock;
    private final Thread thread;
    private volatile boolean anew;
    private volatile @Nullable Journal journal;
    private volatile boolean closing;
    private volatile boolean busy;
    private volatile long busySinceNanos;
    private volatile boolean failed = true;

    /// Fills the journal of `drive`, from the first record on if `anew`, and then tells `done`.
    JournalFill(
            JournaledLog log,
            JournalDrive drive,
            AtomicLong generation,
            boolean anew,
            Consumer<JournalFill> done) {
        this.clock = log.clock();
        this.log = log;
        this.drive = drive;
        this.generation = generation;
        this.anew = anew;
        this.done = done;
        this.thread =
                Thread.ofPlatform()
                        .name("journal-fill-" + drive.name())
                        .daemon()
                        .unstarted(this::run);
    }

    void start() {
        LOG.warn("the journal on {} is filled from the log", drive.name());
        thread.start();
    }

    JournalDrive drive() {
        return drive;
    }

    /// What was filled.
    Journal journal() {
        return Objects.requireNonNull(journal);
    }

    /// Whether something that was asked of the drive has not ended for `nanos`.
    boolean hangs(long nanos) {
        return busy && clock.nanos() - busySinceNanos > nanos;
    }

    /// Whether it has ended.
    boolean ended() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /// Whether the journal is of no use as it is.
    boolean anew() {
        return anew;
    }

    /// Whether the journal cannot be used.
    boolean failed() {
        return failed;
    }

    private void run() {
        try (LogSource source = log.open()) {
            busy();
            Journal opened = drive.open();
            busy = false;
            journal = opened;
            fill(source, opened);
            failed = false;
        } catch (IOException | KafkaException | JournalException e) {
            LOG.error("the journal on {} cannot be filled", drive.name(), e);
        }
        if (failed || closing) {
            closeJournal();
        }
        if (!closing) {
            done.accept(this);
        }
    }

    private void busy() {
        busySinceNanos = clock.nanos();
        busy = true;
    }

    /// Closes the journal, which nobody wants.
    void closeJournal() {
        Journal opened = journal;
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException e) {
            LOG.warn("the journal on {} cannot be closed", drive.name(), e);
        }
    }

    private void fill(LogSource source, Journal opened) throws IOException {
        anew |= !opened.whole() || isAhead(source.ends(), opened.ends());
        List<Expected> expected = begin(source, opened);
        boolean caughtUp = false;
        while (!caughtUp && !closing) {
            Optional<JournalBatch> batch = source.poll(POLL, expected);
            if (expected.stream().anyMatch(Expected::other)) {
                LOG.warn("the journal on {} is of another history than the log", drive.name());
                anew = true;
                expected = begin(source, opened);
            } else {
                if (batch.isPresent()) {
                    busy();
                    opened.append(List.of(batch.get()), generation.get(), false);
                    busy = false;
                }
                caughtUp =
                        lag(source, source.ends()) <= LAG_MAX
                                && expected.stream().allMatch(Expected::seen);
            }
        }
    }

    private static boolean isAhead(long[] ends, PartitionEnds held) {
        for (int slot = 0; slot < ends.length; slot++) {
            if (held.offset(slot) > ends[slot]) {
                return true;
            }
        }
        return false;
    }

    private List<Expected> begin(LogSource source, Journal opened) throws IOException {
        if (anew) {
            if (!opened.isEmpty()) {
                checkLog(source);
            }
            if (closing) { // perhaps before all of the log was read
                return List.of();
            }
            busy();
            opened.clear(generation.get());
            busy = false;
        }
        int slots = log.topics().slots();
        List<Expected> expected = Expected.of(opened.ends(), slots);
        for (int slot = 0; slot < slots; slot++) {
            source.seek(slot, opened.ends().offset(slot));
        }
        expected.forEach(each -> source.seek(each.slot(), each.offset()));
        return expected;
    }

    /// Reads all of the log before a copy of it is removed, which may be the only one of what
    /// cannot be read.
    private void checkLog(LogSource source) {
        for (int slot = 0; slot < log.topics().slots(); slot++) {
            source.seek(slot, 0);
        }
        long[] ends = source.ends();
        boolean done = false;
        while (!done && !closing) {
            source.poll(POLL, List.of());
            done = lag(source, ends) == 0;
        }
    }

    private static long lag(LogSource source, long[] ends) {
        long lag = 0;
        for (int slot = 0; slot < ends.length; slot++) {
            lag += Math.max(0, ends[slot] - source.next(slot));
        }
        return lag;
    }

    @Override
    public void close() {
        closing = true;
    }
}
