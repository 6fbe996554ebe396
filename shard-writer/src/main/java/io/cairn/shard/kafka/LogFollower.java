package io.cairn.shard.kafka;

import io.cairn.shard.journal.Ends;
import io.cairn.shard.journal.Journal;
import io.cairn.shard.journal.JournalBatch;
import io.cairn.shard.journal.JournalCount;
import io.cairn.shard.journal.JournalLane;
import io.cairn.shard.journal.JournalListener;
import io.cairn.shard.journal.JournalTopics;
import io.cairn.shard.kafka.LogSource.Expected;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the topics that hold truth and has every record written to the journals of some drives,
/// in one fetch for all of them. A journal that is far behind is filled by a thread of its own
/// first ([JournalFill]), and counts when it has caught up; one whose drive fails or hangs is
/// dropped, and that of another drive takes its place.
public final class LogFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long ERROR_PAUSE_MILLIS = 500;

    private final Log log;
    private final Terms terms;
    private final JournalCount count;
    private final AtomicLong generation;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<JournalFill> filled = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    // Used by the thread only.
    private final Deque<JournalDrive> unused;
    private final List<Member> members = new ArrayList<>();
    private final List<JournalFill> filling = new ArrayList<>();
    private final long[] next;
    private boolean begun;

    /// The journaled topics, and how to read them.
    public record Log(
            JournalTopics topics,
            Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers) {
        /// `client` says where the brokers are and how to reach them.
        public static Log of(JournalTopics topics, Map<String, Object> client) {
            return new Log(topics, () -> LogSource.consumer(client));
        }

        LogSource open() {
            return new LogSource(consumers.get(), topics);
        }
    }

    /// How many journals are wanted, the generation of what is written now, how long a write may
    /// take, and how many records a journal may lack that is not filled beforehand.
    public record Terms(int wanted, long generation, Duration stall, long lagMax) {
        /// Terms with the usual limits.
        public static Terms of(int wanted, long generation) {
            return new Terms(wanted, generation, Duration.ofSeconds(5), 50_000);
        }
    }

    /// A journal that is written to. `expected` is what the log has to hold, and `target` up to
    /// where it has to be written, before it counts.
    private static final class Member {
        final JournalDrive drive;
        final JournalLane lane;
        final List<Expected> expected;
        final long[] target;
        boolean complete;

        Member(JournalDrive drive, JournalLane lane, List<Expected> expected, long[] target) {
            this.drive = drive;
            this.lane = lane;
            this.expected = expected;
            this.target = target;
        }

        boolean ofAnotherHistory() {
            return expected.stream().anyMatch(Expected::other);
        }
    }

    /// Follows `log` with the journals of the first `drives`; the others stand by. `fault` is told
    /// when it cannot go on.
    public LogFollower(
            Log log,
            List<JournalDrive> drives,
            Terms terms,
            JournalListener listener,
            Consumer<Throwable> fault) {
        this.log = log;
        this.terms = terms;
        this.unused = new ArrayDeque<>(drives);
        this.count = new JournalCount(log.topics(), listener);
        this.generation = new AtomicLong(terms.generation());
        this.next = new long[log.topics().slots()];
        this.thread = Thread.ofPlatform().name("journals").daemon().unstarted(this::run);
        thread.setUncaughtExceptionHandler((ended, failure) -> fault.accept(failure));
    }

    /// Starts the thread; call once.
    public void start() {
        thread.start();
    }

    /// How many journals count.
    public int counting() {
        return count.size();
    }

    private void run() {
        while (isOpen()) {
            try (LogSource source = log.open()) {
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
        members.forEach(member -> member.lane.close());
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
        }
        recruit(source);
    }

    private void step(LogSource source) throws InterruptedException {
        adoptFilled(source);
        boolean room = true;
        for (Member member : members) {
            room &= member.lane.awaitRoom(ROOM_NANOS);
        }
        if (room) {
            follow(source);
        }
        drop(source);
    }

    private void follow(LogSource source) {
        List<Expected> expected = new ArrayList<>();
        members.stream()
                .filter(member -> !member.complete)
                .forEach(each -> expected.addAll(each.expected));
        Optional<JournalBatch> batch = source.poll(POLL, expected);
        for (int slot = 0; slot < next.length; slot++) {
            next[slot] = source.next(slot);
        }
        for (Member member : members) {
            if (!member.ofAnotherHistory()) {
                batch.ifPresent(member.lane::offer);
                completeIfDone(member);
            }
        }
    }

    private void completeIfDone(Member member) {
        boolean done = !member.complete && member.expected.stream().allMatch(Expected::seen);
        for (int slot = 0; slot < next.length && done; slot++) {
            done = next[slot] >= member.target[slot];
        }
        if (done) {
            member.complete = true;
            member.lane.complete(JournalBatch.empty(log.topics()));
            LOG.info("the journal on {} holds all of the log", member.drive.name());
        }
    }

    /// Takes drives until as many are in use as are wanted.
    private void recruit(LogSource source) {
        while (members.size() + filling.size() < terms.wanted() && !unused.isEmpty()) {
            long[] ends = source.ends();
            JournalDrive drive = unused.remove();
            try {
                recruit(source, ends, drive, drive.open());
            } catch (IOException e) {
                LOG.error("the journal on {} cannot be opened", drive.name(), e);
            }
        }
        if (members.isEmpty() && !count.tellIfNone()) {
            LOG.error(
                    "no drive has a journal that holds all of the log ({} being filled):"
                            + " until one does, what is written is lost with the log's drive",
                    filling.size());
        }
    }

    private void recruit(LogSource source, long[] ends, JournalDrive drive, Journal journal) {
        Ends held = journal.ends();
        long lag = 0;
        boolean ahead = false;
        for (int slot = 0; slot < ends.length; slot++) {
            lag += Math.max(0, ends[slot] - held.offset(slot));
            ahead |= held.offset(slot) > ends[slot];
        }
        if (ahead || lag > terms.lagMax()) {
            fill(drive, journal, ahead);
        } else {
            adopt(source, ends, drive, journal, Expected.of(held, ends.length));
        }
    }

    private void fill(JournalDrive drive, Journal journal, boolean anew) {
        JournalFill fill = new JournalFill(log, drive, journal, generation, anew, filled::add);
        filling.add(fill);
        fill.start();
    }

    private void adoptFilled(LogSource source) {
        while (!filled.isEmpty()) {
            long[] ends = source.ends();
            JournalFill each = filled.remove();
            filling.remove(each);
            if (each.failed()) {
                recruit(source);
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
        Ends held = journal.ends();
        for (int slot = 0; slot < next.length; slot++) {
            rewind(source, slot, held.offset(slot));
        }
        expected.forEach(each -> rewind(source, each.slot(), each.offset()));
        JournalLane lane = new JournalLane(drive.name(), journal, count, generation);
        members.add(new Member(drive, lane, expected, ends));
        lane.start();
    }

    private void rewind(LogSource source, int slot, long offset) {
        if (offset < next[slot]) {
            next[slot] = offset;
            source.seek(slot, offset);
        }
    }

    /// Lets go of journals that fail, hang or turn out to be of another history.
    private void drop(LogSource source) {
        for (Member member : List.copyOf(members)) {
            boolean broken = member.lane.broken(terms.stall().toNanos());
            if (broken || member.ofAnotherHistory()) {
                members.remove(member);
                member.lane.abandon();
                generation.incrementAndGet();
                boolean counted = count.drop(member.lane);
                if (broken) {
                    LOG.error(
                            "the journal on {} fails or does not answer and is given up{}; {} are left",
                            member.drive.name(),
                            counted ? "" : " before it was complete",
                            count.size());
                } else {
                    beginAnew(member);
                }
                recruit(source);
            }
        }
    }

    private void beginAnew(Member member) {
        LOG.warn(
                "the journal on {} is of another history than the log; it is filled anew",
                member.drive.name());
        member.lane.close();
        try {
            fill(member.drive, member.drive.open(), true);
        } catch (IOException e) {
            LOG.error("the journal on {} cannot be opened", member.drive.name(), e);
        }
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
