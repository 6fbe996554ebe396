package io.cairn.blobs.heal;

import io.cairn.platform.Background;
import io.cairn.platform.Deadline;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Capacity;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.JsonFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads all shards of one drive, in their order, once in each period, and then its journal, and
/// has shards removed that nothing refers to. How far it came is kept in `scrub.json` on the drive,
/// seldom, and never beyond damage of which the report is not durable: what was read since is read
/// again after a crash.
final class DriveScrub {
    static final String NAME = "scrub.json";
    private static final Logger LOG = LoggerFactory.getLogger(DriveScrub.class);
    private static final int PAGE = 256;
    private static final long NOTE_SECONDS = 30;
    private static final long RETRY_MILLIS = 1_000;

    /// Faster than all in the period: there is less time than that when the server is stopped now
    /// and then, and what is written meanwhile comes on top.
    private static final double HASTE = 1.5;

    private static final double BYTES_PER_SECOND_MIN = 1 << 20;
    private static final double BYTES_PER_SECOND_MAX = 64 << 20;
    private static final double MILLIS = 1e3;
    private static final String FIRST = new UUID(0, 0).toString();

    private final LocalDrive drive;
    private final JsonFile<Note> file;
    private final ShardCheck check;
    private final DriveOrphans orphans;
    private final Scrub.Journals journals;
    private final Duration period;
    private final Clock clock;
    private final Background thread;
    private final MonotonicClock monotonic;
    private volatile HealPace pace;

    DriveScrub(
            LocalDrive drive,
            Disk disk,
            ShardCheck check,
            Scrub.Removal removal,
            Scrub.Journals journals,
            Scrub.Schedule schedule) {
        this.drive = drive;
        this.file = new JsonFile<>(disk, drive.directory(), NAME, Note.class);
        this.check = check;
        this.orphans = new DriveOrphans(drive, check, removal);
        this.journals = journals;
        this.period = schedule.period();
        this.clock = schedule.clock();
        this.monotonic = removal.grace().clock();
        this.pace = new HealPace(BYTES_PER_SECOND_MIN, monotonic);
        this.thread = new Background("scrub-" + drive.directory().getFileName(), this::run);
    }

    /// What `scrub.json` holds: when the pass began, the blob from which it goes on, and whether it
    /// is complete.
    record Note(long startedMillis, String blob, boolean complete) {}

    void start() {
        thread.start();
    }

    private void run() throws InterruptedException {
        Note note = read();
        while (thread.isOpen()) {
            if (note.complete()) {
                awaitNextPeriod(note);
                note = new Note(clock.millis(), FIRST, false);
            }
            note = pass(note);
        }
    }

    private void awaitNextPeriod(Note note) throws InterruptedException {
        long left = note.startedMillis() + period.toMillis() - clock.millis();
        long wait = Math.clamp(left, 0, period.toMillis());
        if (thread.pause(wait)) {
            LOG.debug("closed before the next pass over {}", drive);
        }
    }

    /// Goes on with a pass; how far it came.
    Note pass(Note from) throws InterruptedException {
        Note note = from;
        pace = new HealPace(bytesPerSecond(), monotonic);
        try {
            long noted = monotonic.nanos();
            ShardRef next = new ShardRef(BlobId.parse(from.blob()), 0, 0);
            List<ShardRef> page = drive.store().list(next, PAGE);
            while (thread.isOpen() && !page.isEmpty()) {
                for (ShardRef shard : page) {
                    check(shard);
                }
                orphans.remove(thread::isOpen);
                ShardRef last = page.getLast();
                if (thread.isOpen()) { // else not all of the page was looked at
                    note = new Note(from.startedMillis(), last.blob().toString(), false);
                }
                if (monotonic.nanos() - noted > TimeUnit.SECONDS.toNanos(NOTE_SECONDS)) {
                    noted = monotonic.nanos();
                    file.write(note);
                }
                page = drive.store().list(new ShardRef(last.blob(), last.index() + 1, 0), PAGE);
            }
            if (thread.isOpen()) {
                journals.scrub(drive, pace);
            }
            note = thread.isOpen() ? new Note(from.startedMillis(), FIRST, true) : note;
            file.write(note);
            LOG.debug("the pass over {} came to {}", drive, note);
        } catch (InterruptedIOException e) {
            LOG.debug("closed during a pass over {}", drive);
        } catch (RowsOutcomeUnknownException e) {
            LOG.warn(
                    "it is not known yet whether the log took a fence: {}; no shard is removed from"
                            + " {}, and the pass goes on in a moment",
                    e.getMessage(),
                    drive);
            pause();
        } catch (IOException | RowsUnavailableException e) {
            LOG.warn("the pass over {} stops for a moment", drive, e);
            pause();
        }
        return note;
    }

    private void check(ShardRef shard) throws IOException, InterruptedException {
        ShardCheck.Verdict verdict = ShardCheck.Verdict.AGAIN;
        while (verdict == ShardCheck.Verdict.AGAIN && thread.isOpen()) {
            try {
                verdict = check.check(drive, shard, pace);
            } catch (RowsUnavailableException e) {
                LOG.debug("asking for {} again", shard, e);
            }
            if (verdict == ShardCheck.Verdict.AGAIN) {
                pause();
            }
        }
        if (verdict == ShardCheck.Verdict.UNNAMED) {
            orphans.suspect(shard);
        }
    }

    private void pause() throws InterruptedException {
        if (thread.pause(RETRY_MILLIS)) {
            LOG.debug("closed while pausing");
        }
    }

    private double bytesPerSecond() {
        Capacity capacity = drive.store().capacity();
        double used = capacity.totalBytes() - capacity.usableBytes();
        double needed = used * HASTE / (period.toMillis() / MILLIS);
        return Math.clamp(needed, BYTES_PER_SECOND_MIN, BYTES_PER_SECOND_MAX);
    }

    private Note read() {
        try {
            return file.read().orElseGet(() -> new Note(clock.millis(), FIRST, false));
        } catch (IOException e) {
            LOG.warn("{} on {} cannot be read; all is read again", NAME, drive, e);
            return new Note(clock.millis(), FIRST, false);
        }
    }

    /// Makes the thread end soon.
    void stop() {
        thread.stop();
        pace.close();
    }

    void awaitEnd(Deadline deadline) {
        thread.awaitEnd(deadline);
    }
}
