package io.cairn.shard.kafka;

import io.cairn.shard.journal.Journal;
import io.cairn.shard.journal.JournalBatch;
import io.cairn.shard.kafka.LogSource.Expected;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills a journal from the log until it has nearly caught up, on a thread of its own.
final class JournalFill implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFill.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /// How far behind a journal may be that has caught up: the rest is read again with the others'.
    private static final long LAG_MAX = 1_000;

    private final LogFollower.Log log;
    private final JournalDrive drive;
    private final Journal journal;
    private final AtomicLong generation;
    private final Consumer<JournalFill> done;
    private final Thread thread;
    private boolean anew;
    private volatile boolean closing;
    private volatile boolean failed = true;

    /// Fills `journal`, from the first record on if `anew`, and then tells `done`.
    JournalFill(
            LogFollower.Log log,
            JournalDrive drive,
            Journal journal,
            AtomicLong generation,
            boolean anew,
            Consumer<JournalFill> done) {
        this.log = log;
        this.drive = drive;
        this.journal = journal;
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

    Journal journal() {
        return journal;
    }

    /// Whether the journal cannot be used.
    boolean failed() {
        return failed;
    }

    private void run() {
        try (LogSource source = log.open()) {
            fill(source);
            failed = false;
        } catch (IOException | KafkaException e) {
            LOG.error("the journal on {} cannot be filled", drive.name(), e);
        }
        if (failed || closing) {
            closeJournal();
        }
        if (!closing) {
            done.accept(this);
        }
    }

    private void closeJournal() {
        try {
            journal.close();
        } catch (IOException e) {
            LOG.warn("the journal on {} cannot be closed", drive.name(), e);
        }
    }

    private void fill(LogSource source) throws IOException {
        List<Expected> expected = begin(source);
        boolean caughtUp = false;
        while (!caughtUp && !closing) {
            Optional<JournalBatch> batch = source.poll(POLL, expected);
            if (expected.stream().anyMatch(Expected::other)) {
                LOG.warn("the journal on {} is of another history than the log", drive.name());
                anew = true;
                expected = begin(source);
            } else {
                if (batch.isPresent()) {
                    journal.append(List.of(batch.get()), generation.get(), false);
                }
                caughtUp = lag(source) <= LAG_MAX;
            }
        }
    }

    private List<Expected> begin(LogSource source) throws IOException {
        if (anew) {
            journal.clear();
        }
        int slots = log.topics().slots();
        List<Expected> expected = Expected.of(journal.ends(), slots);
        for (int slot = 0; slot < slots; slot++) {
            source.seek(slot, journal.ends().offset(slot));
        }
        expected.forEach(each -> source.seek(each.slot(), each.offset()));
        return expected;
    }

    private static long lag(LogSource source) {
        long lag = 0;
        long[] ends = source.ends();
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
