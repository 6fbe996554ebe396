package io.cairn.journal.kafka;

import io.cairn.journal.Journal;
import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalCheck;
import io.cairn.journal.JournalCount;
import io.cairn.journal.JournalException;
import io.cairn.journal.JournalListener;
import io.cairn.journal.JournalWriter;
import io.cairn.journal.PartitionEnds;
import io.cairn.journal.kafka.DriveJournal.State;
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
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final long ERROR_PAUSE_MILLIS = 500;

    private final JournaledLog log;
    private final Policy policy;
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
    private final DriveJournals journals;
    private final long[] next;
    private boolean begun;

    /// How many journals are wanted, the generation of what is written now, how long a write may
    /// take, after which time a drive that failed is tried again, and how many records a journal
    /// may lack at the start that is not filled beforehand.
    public record Policy(int wanted, long generation, Duration stall, Duration rest, long lagMax) {
        /// A policy with the usual limits.
        public static Policy of(int wanted, long generation) {
            return new Policy(
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
            Policy policy,
            JournalListener listener,
            Consumer<Throwable> fault) {
        this.log = log;
        this.policy = policy;
        this.gap = new JournalGap(log.clock());
        this.journals = new DriveJournals(drives, log.clock());
        this.count = new JournalCount(log.topics(), listener);
        this.generations = new Generations(log.topics(), policy.generation());
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
        journals.fills().forEach(JournalFill::close);
        journals.followed().forEach(member -> member.writer().close());
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
        int far = 0;
        for (DriveJournal each : journals.ready()) {
            if (journals.followed().size() + far < policy.wanted()) {
                far += adoptIfNear(source, source.ends(), each) ? 0 : 1;
            }
        }
    }

    /// False if the journal has to be filled first.
    private boolean adoptIfNear(LogSource source, long[] ends, DriveJournal near) {
        try {
            Journal journal = near.drive().open();
            if (!FollowedJournal.isNear(journal, ends, policy.lagMax())) {
                journal.close();
                return false;
            }
            adopt(source, ends, near, journal, Expected.of(journal.ends(), ends.length));
        } catch (IOException | JournalException e) {
            LOG.error("the journal on {} cannot be opened", near.drive().name(), e);
            journals.rest(near, false, policy.rest());
        }
        return true;
    }

    private void step(LogSource source) throws InterruptedException {
        heed();
        adoptFilled(source);
        boolean room = true;
        for (FollowedJournal member : journals.followed()) {
            room &= member.writer().awaitRoom(ROOM_NANOS);
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
            journals.of(notice.name()).ifPresent(this::lose);
            notice.renewed().ifPresent(journals::renew);
        }
    }

    private void lose(DriveJournal journal) {
        switch (journal.state()) {
            case State.Following(FollowedJournal member) -> end(member, "is gone");
            case State.Filling(JournalFill fill) -> fill.close();
            case State.Spare _, State.Resting _, State.Lost _ -> {}
        }
        journal.lose();
    }

    private void follow(LogSource source) {
        List<Expected> expected = new ArrayList<>();
        List<FollowedJournal> members = journals.followed();
        members.stream()
                .filter(member -> !member.complete())
                .forEach(each -> expected.addAll(each.expected()));
        Optional<JournalBatch> batch = source.poll(POLL, expected);
        for (int slot = 0; slot < next.length; slot++) {
            next[slot] = source.next(slot);
        }
        for (FollowedJournal member : members) {
            if (!member.ofAnotherHistory()) {
                batch.ifPresent(member.writer()::offer);
                if (member.completeIfDone(next, log.topics())) {
                    LOG.info("the journal on {} holds all of the log", member.drive().name());
                }
            }
        }
    }

    /// Has journals filled until as many are in use as are wanted.
    private void recruit() {
        List<FollowedJournal> members = journals.followed();
        if (generations.settle(members)) {
            long good = members.stream().filter(each -> !scrub.isDamaged(each)).count();
            long missing = policy.wanted() - good - journals.fills().size();
            journals.ready().stream().limit(Math.max(0, missing)).forEach(this::fill);
        }
        if (members.isEmpty()) {
            long[] told = count.told();
            if (count.tellIfNone()) {
                gap.begin(told, this.next);
                LOG.error(
                        "no drive has a journal that holds all of the log ({} being filled):"
                                + " until one does, what is written is lost with the log's drive",
                        journals.fills().size());
            }
        }
    }

    private void fill(DriveJournal journal) {
        JournalFill fill =
                new JournalFill(
                        log, journal.drive(), generations.settled(), journal.isAnew(), filled::add);
        journal.fill(fill);
        fill.start();
    }

    private void adoptFilled(LogSource source) {
        while (!filled.isEmpty() && generations.settle(journals.followed())) {
            long[] ends = source.ends();
            JournalFill each = filled.remove();
            Optional<DriveJournal> wanted = journals.of(each);
            if (wanted.isEmpty()) {
                each.closeJournal();
            } else if (each.failed()) {
                journals.rest(wanted.get(), each.anew(), policy.rest());
            } else {
                adopt(source, ends, wanted.get(), each.journal(), List.of());
            }
        }
    }

    /// Has a journal written from now on; it counts once it has all before `ends`. What it lacks is
    /// read once more; that the others get it again does no harm.
    private void adopt(
            LogSource source,
            long[] ends,
            DriveJournal adopted,
            Journal journal,
            List<Expected> expected) {
        JournalDrive drive = adopted.drive();
        PartitionEnds held = journal.ends();
        for (int slot = 0; slot < next.length; slot++) {
            rewind(source, slot, held.offset(slot));
        }
        expected.forEach(each -> rewind(source, each.slot(), each.offset()));
        JournalWriter writer =
                new JournalWriter(drive.name(), journal, count, generations.current(), log.clock());
        FollowedJournal member = new FollowedJournal(drive, writer, expected, ends);
        adopted.follow(member);
        scrub.begin(member);
        writer.start();
    }

    private void rewind(LogSource source, int slot, long offset) {
        if (offset < next[slot]) {
            next[slot] = offset;
            source.seek(slot, offset);
        }
    }

    /// Lets go of journals that fail, hang, are damaged or turn out to be of another history.
    private void drop() {
        for (DriveJournal each : journals.following()) {
            if (each.state() instanceof State.Following(FollowedJournal member)) {
                drop(each, member);
            }
        }
        for (JournalFill fill : journals.fills()) {
            boolean died = fill.ended() && !filled.contains(fill);
            if (died || fill.hangs(policy.stall().toNanos())) {
                LOG.error(
                        "filling the journal on {} {} and is given up",
                        fill.drive().name(),
                        died ? "ended by a fault" : "hangs");
                fill.close();
                journals.of(fill)
                        .ifPresent(each -> journals.rest(each, fill.anew(), policy.rest()));
            }
        }
    }

    private void drop(DriveJournal journal, FollowedJournal member) {
        if (member.writer().broken(policy.stall().toNanos())) {
            end(member, "fails or does not answer");
            journals.rest(journal, false, policy.rest());
        } else if (member.ofAnotherHistory()) {
            end(member, "is of another history than the log");
            journals.rest(journal, true, Duration.ZERO);
        } else if (scrub.isReplaceable(member, journals.followed())
                && generations.settle(journals.followed())) {
            end(member, "is damaged");
            journals.rest(journal, true, Duration.ZERO);
        }
    }

    /// Has a journal be written no more.
    private void end(FollowedJournal member, String why) {
        scrub.end(member);
        member.writer().abandon();
        generations.raise(journals.followed().stream().filter(each -> each != member).toList());
        boolean counted = count.drop(member.writer());
        LOG.error(
                "the journal on {} {} and is given up{}; {} are left",
                member.drive().name(),
                why,
                counted ? "" : " before it was complete",
                count.size());
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
