package io.cairn.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.journal.JournalIdentity;
import io.cairn.journal.JournalListener;
import io.cairn.journal.JournalTopic;
import io.cairn.journal.JournalTopics;
import io.cairn.journal.LogPartition;
import io.cairn.platform.MonotonicClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFollowerTest {
    private static final String TOPIC = "log";
    private static final LogPartition PARTITION = new LogPartition(TOPIC, 0);
    private static final JournalTopics TOPICS =
            new JournalTopics(List.of(new JournalTopic(TOPIC, 2, false)));
    private static final JournalIdentity IDENTITY = new JournalIdentity(new UUID(5, 6), TOPICS);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Random random = new Random(17);
    private final TestDrive first = new TestDrive("first", IDENTITY, random);
    private final TestDrive second = new TestDrive("second", IDENTITY, random);
    private final TestDrive third = new TestDrive("third", IDENTITY, random);
    private final Told told = new Told();
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    private InMemoryLog log = new InMemoryLog();

    /// Up to where the journals are said to hold each partition.
    private static final class Told implements JournalListener {
        private final Map<LogPartition, Long> ends = new ConcurrentHashMap<>();
        private final AtomicBoolean none = new AtomicBoolean();

        boolean toldOf(long end) {
            return ends.getOrDefault(PARTITION, 0L) == end;
        }

        @Override
        public void journaled(LogPartition partition, long end) {
            none.set(false);
            ends.put(partition, end);
        }

        @Override
        public void noneCounts() {
            none.set(true);
        }
    }

    @AfterEach
    void checkThatNothingWentWrong() {
        assertThat(fault.get()).isNull();
    }

    @Test
    void record_isDurableOnceAllJournalsHoldIt() throws Exception {
        log.append(TOPIC, 0, "before");
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2);
            await(() -> told.toldOf(1));
            second.hanging.hang();
            log.append(TOPIC, 0, "a");
            second.hanging.awaitHanging();
            assertThat(told.ends).containsEntry(PARTITION, 1L);
            second.hanging.goOn();
            await(() -> told.toldOf(2));
        }
        assertThat(first.values(PARTITION)).isEqualTo(Map.of(0L, "before", 1L, "a"));
        assertThat(second.values(PARTITION)).isEqualTo(first.values(PARTITION));
        assertThat(first.state().complete()).isTrue();
        assertThat(third.state().generation()).isZero();
    }

    @Test
    void drive_thatFails_isReplacedByAnotherThatGetsAllOfTheLog() throws Exception {
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2);
            log.append(TOPIC, 0, "a");
            await(() -> told.toldOf(1));
            first.disk.failSyncs(1);
            log.append(TOPIC, 0, "b");
            await(() -> told.toldOf(2) && follower.counting() == 2);
        }
        assertThat(third.values(PARTITION)).isEqualTo(Map.of(0L, "a", 1L, "b"));
        assertThat(third.state().complete()).isTrue();
        assertThat(third.state().generation()).isGreaterThan(first.state().generation());
    }

    @Test
    void lastDrive_thatHangs_isNotWaitedForAndNeverCountsAgain() throws Exception {
        List<JournalDrive> only = List.of(first);
        try (LogFollower follower = follower(only, policy(1, SHORT, 1))) {
            await(() -> follower.counting() == 1);
            first.hanging.hang();
            log.append(TOPIC, 0, "a");
            await(told.none::get);
            log.append(TOPIC, 0, "b");
            first.hanging.goOn();
            first.hanging.awaitClosed();
            assertThat(follower.counting()).isZero();
        }
        assertThat(told.none).isTrue();
        assertThat(first.values(PARTITION)).doesNotContainValue("b");
    }

    @Test
    void journal_ofAnotherHistory_isFilledAnew() throws Exception {
        log.append(TOPIC, 0, "of another history");
        try (LogFollower follower = follow(1, LONG, 1)) {
            await(() -> follower.counting() == 1);
        }
        log = new InMemoryLog();
        log.append(TOPIC, 0, "a");
        log.append(TOPIC, 0, "b");
        try (LogFollower follower = follower(List.of(first), policy(1, LONG, 2))) {
            await(() -> follower.counting() == 1);
        }
        assertThat(first.values(PARTITION)).isEqualTo(Map.of(0L, "a", 1L, "b"));
    }

    @Test
    void drive_thatHangs_isNotWaitedForAndCountsAgainOnceItAnswers() throws Exception {
        LogFollower.Policy policy = new LogFollower.Policy(2, 1, SHORT, SHORT, 1_000);
        try (LogFollower follower = follower(List.of(first, second), policy)) {
            await(() -> follower.counting() == 2);
            first.hanging.hang();
            log.append(TOPIC, 0, "a");
            await(() -> told.toldOf(1));
            assertThat(follower.counting()).isEqualTo(1);
            assertThat(told.none).isFalse();
            first.hanging.goOn();
            await(() -> follower.counting() == 2);
            log.append(TOPIC, 0, "b");
            await(() -> told.toldOf(2));
        }
        assertThat(first.values(PARTITION)).isEqualTo(Map.of(0L, "a", 1L, "b"));
        assertThat(second.values(PARTITION)).isEqualTo(first.values(PARTITION));
    }

    @Test
    void drive_thatHangsWhileItIsFilled_isReplacedToo() throws Exception {
        try (LogFollower follower = follow(1, SHORT, 1)) {
            await(() -> follower.counting() == 1);
            second.hanging.hang();
            first.disk.failSyncs(1);
            log.append(TOPIC, 0, "a");
            await(told.none::get);
            log.append(TOPIC, 0, "b");
            second.hanging.awaitHanging();
            await(() -> follower.counting() == 1 && told.toldOf(2));
            second.hanging.goOn();
        }
        assertThat(third.values(PARTITION)).isEqualTo(Map.of(0L, "a", 1L, "b"));
    }

    @Test
    void journal_removedUnderTheServer_countsNoMoreAlsoWhenNothingIsWritten() throws Exception {
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2);
            first.empty();
            await(() -> third.state().complete());
            log.append(TOPIC, 0, "a");
            await(() -> told.toldOf(1));
        }
        assertThat(first.state().generation()).isZero();
        assertThat(third.values(PARTITION)).isEqualTo(Map.of(0L, "a"));
    }

    @Test
    void onlyDrive_thatIsEmptied_isGoneOnWithoutAndFilledWhenItIsRenewed() throws Exception {
        log.append(TOPIC, 0, "a");
        try (LogFollower follower = follower(List.of(first), policy(1, LONG, 1))) {
            await(() -> told.toldOf(1));
            first.empty();
            follower.lost(first.name());
            await(told.none::get);
            log.append(TOPIC, 0, "b");
            await(() -> follower.unjournaled() == 1);
            assertThat(follower.counting()).isZero();
            first.make();
            follower.renewed(first);
            await(() -> follower.counting() == 1 && told.toldOf(2));
            log.append(TOPIC, 0, "c");
            await(() -> told.toldOf(3));
            assertThat(follower.unjournaled()).isEqualTo(1);
        }
        assertThat(first.values(PARTITION)).isEqualTo(Map.of(0L, "a", 1L, "b", 2L, "c"));
        assertThat(first.state().complete()).isTrue();
    }

    @Test
    void journal_thatIsFarBehind_isFilledAndCountsThen() throws Exception {
        for (int i = 0; i < 40; i++) {
            log.append(TOPIC, i % 2, "record " + i);
        }
        LogFollower.Policy policy = new LogFollower.Policy(1, 1, LONG, LONG, 10);
        try (LogFollower follower = follower(List.of(first), policy)) {
            await(() -> follower.counting() == 1);
            log.append(TOPIC, 0, "another");
            await(() -> told.toldOf(21));
        }
        assertThat(first.values(PARTITION)).hasSize(21).containsEntry(20L, "another");
        assertThat(first.state().complete()).isTrue();
    }

    @Test
    void journal_ofAnEarlierStart_goesOn() throws Exception {
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2);
            log.append(TOPIC, 0, "a");
            await(() -> told.toldOf(1));
        }
        log.append(TOPIC, 0, "b");
        try (LogFollower follower = follow(2, LONG, 2)) {
            await(() -> follower.counting() == 2 && told.toldOf(2));
        }
        assertThat(first.values(PARTITION)).isEqualTo(Map.of(0L, "a", 1L, "b"));
        assertThat(first.state().generation()).isEqualTo(2);
    }

    /// What the tap was given and the brokers' log holds.
    private void tap(LogFollower follower, long offset, String value) {
        follower.tap()
                .accept(
                        new ConsumerRecords<>(
                                Map.of(
                                        new TopicPartition(TOPIC, 0),
                                        List.of(InMemoryLog.record(TOPIC, 0, offset, value))),
                                Map.of()));
    }

    /// Reads the log until the tap is in step; the number of records that it holds then.
    private long tapInStep(LogFollower follower) {
        tap(follower, log.append(TOPIC, 0, "a"), "a");
        await(() -> told.toldOf(1));
        tap(follower, 0, "a");
        long offset = 1;
        while (!log.paused()) {
            long end = offset + 1;
            tap(follower, log.append(TOPIC, 0, "a"), "a");
            await(() -> told.toldOf(end));
            offset++;
        }
        return offset;
    }

    @Test
    void records_thatAreTapped_areNotReadAgain() throws Exception {
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2);
            long offset = tapInStep(follower);
            tap(follower, offset - 1, "not that again");
            tap(follower, offset, "from the tap");
            await(() -> told.toldOf(offset + 1));
            assertThat(first.values(PARTITION)).containsEntry(offset, "from the tap");
            assertThat(first.values(PARTITION)).containsEntry(offset - 1, "a");
        }
    }

    @Test
    void records_thatTheTapLacks_areReadFromTheLog() throws Exception {
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2);
            long offset = tapInStep(follower);
            log.append(TOPIC, 0, "missed");
            log.append(TOPIC, 0, "from the log");
            tap(follower, offset + 1, "from the tap");
            await(() -> told.toldOf(offset + 2));
            assertThat(second.values(PARTITION))
                    .containsEntry(offset, "missed")
                    .containsEntry(offset + 1, "from the log");
        }
    }

    @Test
    void log_atRest_isTappedAndNotRead() throws Exception {
        try (LogFollower follower = follow(1, LONG, 1)) {
            await(() -> follower.counting() == 1);
            await(log::paused);
            tap(follower, log.append(TOPIC, 0, "a"), "from the tap");
            await(() -> told.toldOf(1));
        }
        assertThat(first.values(PARTITION)).containsEntry(0L, "from the tap");
    }

    @Test
    void log_thatGoesOnWhileTheTapIsSilent_isReadAgain() throws Exception {
        try (LogFollower follower = follow(1, LONG, 1)) {
            await(() -> follower.counting() == 1);
            long offset = tapInStep(follower);
            log.append(TOPIC, 0, "untapped");
            await(() -> told.toldOf(offset + 1));
            assertThat(log.paused()).isFalse();
        }
    }

    @Test
    void journal_thatScrubFindsDamaged_isWrittenAnewAndCountsAgain() throws Exception {
        for (int i = 0; i < 20; i++) {
            log.append(TOPIC, 0, "record " + i);
        }
        try (LogFollower follower = follow(1, LONG, 1)) {
            await(() -> follower.counting() == 1 && told.toldOf(20));
            follower.scrub("first", bytes -> {});
            follower.scrub("second", bytes -> {});
            log.append(TOPIC, 0, "while all is well");
            await(() -> told.toldOf(21));
            assertThat(second.values(PARTITION)).isEmpty();

            first.damage("record 7");
            assertThat(first.values(PARTITION)).doesNotContainKey(7L);
            follower.scrub("first", bytes -> {});
            await(() -> follower.counting() == 1 && second.state().complete());
            assertThat(second.values(PARTITION)).hasSize(21).containsEntry(7L, "record 7");
        }
    }

    @Test
    void onlyJournal_thatScrubFindsDamaged_goesOnCounting() throws Exception {
        log.append(TOPIC, 0, "first");
        try (LogFollower follower = follower(List.of(first), policy(1, LONG, 1))) {
            await(() -> follower.counting() == 1 && told.toldOf(1));
            log.append(TOPIC, 0, "b");
            await(() -> told.toldOf(2));
            first.damage("first");
            follower.scrub("first", bytes -> {});
            log.append(TOPIC, 0, "c");
            await(() -> told.toldOf(3));
            assertThat(follower.counting()).isEqualTo(1);
        }
        assertThat(first.values(PARTITION)).isEqualTo(Map.of(1L, "b", 2L, "c"));
    }

    @Test
    void journal_thatIsDamagedAndTheOnlyOne_countsUntilAnotherDoes() throws Exception {
        log.append(TOPIC, 0, "first");
        try (LogFollower follower = follower(List.of(first, second), policy(1, LONG, 1))) {
            await(() -> follower.counting() == 1 && told.toldOf(1));
            log.append(TOPIC, 0, "b");
            await(() -> told.toldOf(2));
            first.damage("first");
            second.hanging.hangAfter(1);
            follower.scrub("first", bytes -> {});
            second.hanging.awaitHanging();
            assertThat(follower.counting()).isEqualTo(1);
            assertThat(
                            new LogRestore(
                                    TOPICS,
                                    Map.of(),
                                    List.of(first.source(), second.source()),
                                    MonotonicClock.SYSTEM))
                    .matches(LogRestore::whole, "makes the log again");
            second.hanging.goOn();
            await(() -> second.state().complete() && follower.counting() == 1);
            assertThat(told.none).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Integer.MAX_VALUE})
    void journal_thatIsDamagedWhileTheLogCannotBeRead_isNotRemoved(int stalls) throws Exception {
        log.append(TOPIC, 0, "first");
        try (LogFollower follower = follower(List.of(first, second), policy(2, LONG, 1))) {
            await(() -> follower.counting() == 2 && told.toldOf(1));
            log.append(TOPIC, 0, "b");
            await(() -> told.toldOf(2));
            log.append(TOPIC, 0, "c");
            await(() -> told.toldOf(3));
            log.stall(stalls);
            log.refuse(TOPIC, 0, 1);
            first.damage("first");
            follower.scrub("first", bytes -> {});
            await(log::refused);
            log.append(TOPIC, 0, "d");
            await(() -> told.toldOf(4));
            assertThat(follower.counting()).isEqualTo(1);
        }
        assertThat(first.values(PARTITION)).containsEntry(1L, "b").containsEntry(2L, "c");
    }

    @Test
    void journal_thatIsDamagedAndCannotBeFilledAtOnce_doesNotCountAsItIs() throws Exception {
        log.append(TOPIC, 0, "first");
        log.append(TOPIC, 1, "other");
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2 && told.toldOf(1));
            log.append(TOPIC, 0, "b");
            await(() -> told.toldOf(2));
        }
        LogFollower.Policy soon = new LogFollower.Policy(2, 2, LONG, Duration.ofMillis(10), 1_000);
        try (LogFollower follower = follower(List.of(first, second), soon)) {
            await(() -> follower.counting() == 2);
            log.append(TOPIC, 0, "c");
            await(() -> told.toldOf(3));
            log.refuse(TOPIC, 0, 1);
            first.damage("first");
            follower.scrub("first", bytes -> {});
            await(log::refused);
            log.refuse(TOPIC, 0, -1);
            await(() -> follower.counting() == 2);
        }
        assertThat(first.values(PARTITION)).isEqualTo(Map.of(0L, "first", 1L, "b", 2L, "c"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void drives_areTakenAlsoWhenTheLogDoesNotAnswerAtFirst(int answers) throws Exception {
        log.append(TOPIC, 0, "a");
        log.failEndsAfter(answers);
        try (LogFollower follower = follower(List.of(first, second), policy(2, LONG, 1))) {
            await(() -> follower.counting() == 2);
        }
    }

    @Test
    @Timeout(120)
    void journal_thatIsBeingFilledWhileNobodyWrites_doesNotOutrankTheWholeOne() throws Exception {
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2);
            for (int i = 0; i < 20; i++) {
                log.append(TOPIC, 0, "record " + i);
            }
            await(() -> told.toldOf(20));
            third.hanging.hangAfter(1);
            follower.lost("second");
            third.hanging.awaitHanging();
            assertThat(
                            new LogRestore(
                                    TOPICS,
                                    Map.of(),
                                    List.of(first.source(), third.source()),
                                    MonotonicClock.SYSTEM))
                    .matches(LogRestore::whole, "makes the log again without the second drive");
            third.hanging.goOn();
            await(() -> follower.counting() == 2);
            assertThat(third.state().complete()).isTrue();
        }
    }

    @Test
    @Timeout(120)
    void journal_isNotFilledBeforeTheWholeOneBearsTheNewGeneration() throws Exception {
        try (LogFollower follower = follow(2, LONG, 1)) {
            await(() -> follower.counting() == 2);
            log.append(TOPIC, 0, "a");
            await(() -> told.toldOf(1));
            first.hanging.hang();
            follower.lost("second");
            first.hanging.awaitHanging();
            log.append(TOPIC, 0, "b");
            assertThat(third.state().generation()).isZero();
            first.hanging.goOn();
            await(() -> follower.counting() == 2 && told.toldOf(2));
            assertThat(third.values(PARTITION)).hasSize(2);
        }
    }

    private static LogFollower.Policy policy(int wanted, Duration stall, long generation) {
        return new LogFollower.Policy(wanted, generation, stall, LONG, 1_000);
    }

    private LogFollower follow(int wanted, Duration stall, long generation) {
        return follower(List.of(first, second, third), policy(wanted, stall, generation));
    }

    private LogFollower follower(List<JournalDrive> drives, LogFollower.Policy policy) {
        InMemoryLog followed = log;
        LogFollower follower =
                new LogFollower(
                        new JournaledLog(TOPICS, followed::consumer, MonotonicClock.SYSTEM),
                        drives,
                        policy,
                        told,
                        fault::set);
        follower.start();
        return follower;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
