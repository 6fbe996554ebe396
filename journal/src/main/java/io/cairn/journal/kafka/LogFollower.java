package io.cairn.journal.kafka;

import io.cairn.journal.Journal;
import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalCheck;
import io.cairn.journal.JournalCount;
import io.cairn.journal.JournalException;
import io.cairn.journal.JournalLane;
import io.cairn.journal.JournalListener;
import io.cairn.journal.PartitionEnds;
import io.cairn.journal.kafka.LogSource.Expected;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the topics that hold truth and has every record written to the journals of some drives,
/// in one fetch for all of them. A journal that is far behind is filled by a thread of its own
/// first ([JournalFill]), and counts when it has caught up. One whose drive fails, hangs or was
/// emptied is dropped, and that of another drive takes its place; its own drive is tried again
/// after a while, or when it was emptied and taken into use again.
public final class LogFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final long ERROR_PAUSE_MILLIS = 500;

    private final JournaledLog log;
    private final Terms terms;
    private final JournalCount count;
    private final Generations generations;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<JournalFill> filled = new ConcurrentLinkedQueue<>();
    private final Queue<Notice> notices = new ConcurrentLinkedQueue<>();
    private final LogTap tap = new LogTap();
    private final JournalGap gap;
    private final JournalScrub scrub = new JournalScrub();
    private final Thread thread;

    // Used by the thread only.
    private final SpareDrives spares;
    private final List<FollowedJournal> members = new ArrayList<>();
    private final List<JournalFill> filling = new ArrayList<>();
    private final long[] next;
    private boolean begun;

    /// How many journals are wanted, the generation of what is written now, how long a write may
    /// take, after which time a drive that failed is tried again, and how many records a journal
    /// may lack at the start that is not filled beforehand.
    public record Terms(int wanted, long generation, Duration stall, Duration rest, long lagMax) {
        /// Terms with the usual limits.
        public static Terms of(int wanted, long generation) {
            return new Terms(
                    wanted, generation, Duration.ofSeconds(5), Duration.ofMinutes(1), 50_000);
        }
    }

    /// That a drive was lost, or `renewed`: that it is there again, empty.
    private record Notice(String name, Optional<JournalDrive> renewed) {}

    /// Follows `log` with the journals of the first `drives`; the others stand by. `fault` is told
    /// when it cannot go on.
    public LogFollower(
            JournaledLog log,
            List<JournalDrive> drives,
            Terms terms,
            JournalListener listener,
            Consumer<Throwable> fault) {
        this.log = log;
        this.terms = terms;
        this.gap = new JournalGap(log.clock());
        this.spares = new SpareDrives(drives, log.clock());
        this.count = new JournalCount(log.topics(), listener);
        this.generations = new Generations(log.topics(), terms.generation());
        this.next = new long[log.topics().slots()];
        this.thread = Thread.ofPlatform().name("journals").daemon().unstarted(this::run);
        thread.setUncaughtExceptionHandler((ended, failure) -> fault.accept(failure));
    }

    /// Starts the thread; call once.
    public void start() {
        thread.start();
    }

    /// Takes what somebody else reads of the topics that are never compacted.
    public LogTap tap() {
        return tap;
    }

    /// Says that somebody waits for a record of a compacted topic.
    public void hurry() {
        tap.hurry();
    }

    /// How many journals count.
    public int counting() {
        return count.size();
    }

    /// How many records were answered while no journal held them, since the start.
    public long unjournaled() {
        return gap.records();
    }

    /// Says that the drive of this name was emptied or taken away: its journal counts no more.
    public void lost(String name) {
        notices.add(new Notice(name, Optional.empty()));
    }

    /// Says that a drive that was lost is there again, with an empty directory for its journal.
    public void renewed(JournalDrive drive) {
        notices.add(new Notice(drive.name(), Optional.of(drive)));
    }

    /// Reads what the journal of a drive holds, if it is written, at `pace`. One that is damaged is
    /// written anew from the log.
    public void scrub(String name, JournalCheck.Pace pace) throws InterruptedIOException {
        scrub.check(name, pace);
    }

    private void run() {
        while (isOpen()) {
            try (LogSource source = log.open(tap)) {
                begin(source);
                while (isOpen()) {
                    step(source);
                }
            } catch (KafkaException e) {
                LOG.warn("the journals cannot follow the log for a moment", e);
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        filling.forEach(JournalFill::close);
        members.forEach(member -> member.lane().close());
    }

    private void begin(LogSource source) {
        if (begun) {
            for (int slot = 0; slot < next.length; slot++) {
                source.seek(slot, next[slot]);
            }
        } else {
            long[] ends = source.ends();
            for (int slot = 0; slot < next.length; slot++) {
                source.seek(slot, ends[slot]);
                next[slot] = ends[slot];
            }
            begun = true;
            adoptFirst(source);
        }
    }

    /// Takes drives until as many are in use as are wanted: those whose journals are not far behind
    /// at once, so that they count before anything else is written; the others are filled later.
    private void adoptFirst(LogSource source) {
        List<SpareDrives.Spare> far = new ArrayList<>();
        try {
            boolean more = true;
            while (more && members.size() + far.size() < terms.wanted()) {
                long[] ends = source.ends();
                Optional<SpareDrives.Spare> next = spares.next();
                next.filter(each -> !adoptIfNear(source, ends, each.drive())).ifPresent(far::add);
                more = next.isPresent();
            }
        } finally {
            far.reversed().forEach(spares::putBack);
        }
    }

    /// False if the journal has to be filled first.
    private boolean adoptIfNear(LogSource source, long[] ends, JournalDrive drive) {
        try {
            Journal journal = drive.open();
            if (!FollowedJournal.isNear(journal, ends, terms.lagMax())) {
                journal.close();
                return false;
            }
            adopt(source, ends, drive, journal, Expected.of(journal.ends(), ends.length));
        } catch (IOException | JournalException e) {
            LOG.error("the journal on {} cannot be opened", drive.name(), e);
            spares.rest(drive, () -> true, terms.rest());
        }
        return true;
    }

    private void step(LogSource source) throws InterruptedException {
        heed();
        adoptFilled(source);
        boolean room = true;
        for (FollowedJournal member : members) {
            room &= member.lane().awaitRoom(ROOM_NANOS);
        }
        if (room) {
            follow(source);
        }
        drop();
        recruit();
        if (count.size() > 0) {
            gap.end();
        } else {
            gap.seen(next);
        }
    }

    private void heed() {
        for (Notice notice = notices.poll(); notice != null; notice = notices.poll()) {
            String name = notice.name();
            for (FollowedJournal member : List.copyOf(members)) {
                if (member.drive().name().equals(name)) {
                    giveUp(member, "is gone");
                    spares.rest(member.drive(), member.lane()::ended, terms.rest());
                }
            }
            for (JournalFill fill : List.copyOf(filling)) {
                if (fill.drive().name().equals(name)) {
                    giveUp(fill);
                }
            }
            notice.renewed().ifPresentOrElse(spares::renew, () -> spares.lose(name));
        }
    }

    private void follow(LogSource source) {
        List<Expected> expected = new ArrayList<>();
        members.stream()
                .filter(member -> !member.complete())
                .forEach(each -> expected.addAll(each.expected()));
        Optional<JournalBatch> batch = source.poll(POLL, expected);
        for (int slot = 0; slot < next.length; slot++) {
            next[slot] = source.next(slot);
        }
        for (FollowedJournal member : members) {
            if (!member.ofAnotherHistory()) {
                batch.ifPresent(member.lane()::offer);
                if (member.completeIfDone(next, log.topics())) {
                    LOG.info("the journal on {} holds all of the log", member.drive().name());
                }
            }
        }
    }

    /// Has journals filled until as many are in use as are wanted.
    private void recruit() {
        if (generations.settle(members)) {
            Optional<SpareDrives.Spare> next = Optional.empty();
            do {
                next.ifPresent(this::fill);
                long good = members.stream().filter(each -> !scrub.isDamaged(each)).count();
                boolean enough = good + filling.size() >= terms.wanted();
                next = enough ? Optional.empty() : spares.next();
            } while (next.isPresent());
        }
        if (members.isEmpty()) {
            long[] told = count.told();
            if (count.tellIfNone()) {
                gap.begin(told, this.next);
                LOG.error(
                        "no drive has a journal that holds all of the log ({} being filled):"
                                + " until one does, what is written is lost with the log's drive",
                        filling.size());
            }
        }
    }

    private void fill(SpareDrives.Spare spare) {
        JournalFill fill =
                new JournalFill(
                        log, spare.drive(), generations.settled(), spare.anew(), filled::add);
        filling.add(fill);
        fill.start();
    }

    private void adoptFilled(LogSource source) {
        while (!filled.isEmpty() && generations.settle(members)) {
            long[] ends = source.ends();
            JournalFill each = filled.remove();
            boolean wanted = filling.remove(each);
            if (!wanted) {
                each.closeJournal();
            } else if (each.failed()) {
                spares.rest(each, terms.rest());
            } else {
                adopt(source, ends, each.drive(), each.journal(), List.of());
            }
        }
    }

    /// Has a journal written from now on; it counts once it has all before `ends`. What it lacks is
    /// read once more; that the others get it again does no harm.
    private void adopt(
            LogSource source,
            long[] ends,
            JournalDrive drive,
            Journal journal,
            List<Expected> expected) {
        PartitionEnds held = journal.ends();
        for (int slot = 0; slot < next.length; slot++) {
            rewind(source, slot, held.offset(slot));
        }
        expected.forEach(each -> rewind(source, each.slot(), each.offset()));
        JournalLane lane =
                new JournalLane(drive.name(), journal, count, generations.current(), log.clock());
        FollowedJournal member = new FollowedJournal(drive, lane, expected, ends);
        members.add(member);
        scrub.begin(member);
        lane.start();
    }

    private void rewind(LogSource source, int slot, long offset) {
        if (offset < next[slot]) {
            next[slot] = offset;
            source.seek(slot, offset);
        }
    }

    /// Lets go of journals that fail, hang, are damaged or turn out to be of another history.
    private void drop() {
        for (FollowedJournal member : List.copyOf(members)) {
            if (member.lane().broken(terms.stall().toNanos())) {
                giveUp(member, "fails or does not answer");
                spares.rest(member.drive(), member.lane()::ended, terms.rest());
            } else if (member.ofAnotherHistory()) {
                giveUp(member, "is of another history than the log");
                spares.fillAnew(member.drive(), member.lane()::ended);
            } else if (scrub.isReplaceable(member, members) && generations.settle(members)) {
                giveUp(member, "is damaged");
                spares.fillAnew(member.drive(), member.lane()::ended);
            }
        }
        for (JournalFill fill : List.copyOf(filling)) {
            if (fill.hangs(terms.stall().toNanos())) {
                LOG.error("filling the journal on {} hangs and is given up", fill.drive().name());
                giveUp(fill);
            }
        }
    }

    private void giveUp(FollowedJournal member, String why) {
        members.remove(member);
        scrub.end(member);
        member.lane().abandon();
        generations.raise(members);
        boolean counted = count.drop(member.lane());
        LOG.error(
                "the journal on {} {} and is given up{}; {} are left",
                member.drive().name(),
                why,
                counted ? "" : " before it was complete",
                count.size());
    }

    private void giveUp(JournalFill fill) {
        filling.remove(fill);
        fill.close();
        spares.rest(fill, terms.rest());
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void pause() {
        try {
            if (closing.await(ERROR_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("closed while pausing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops following. What is not journaled yet is at the next start.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("following the log has not ended within {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
