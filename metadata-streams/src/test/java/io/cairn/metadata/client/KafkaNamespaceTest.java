package io.cairn.metadata.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.metadata.OutcomeUnknownException;
import io.cairn.metadata.fold.OutcomeAge;
import io.cairn.metadata.store.FoldBench;
import io.cairn.metadata.store.FoldPartition;
import io.cairn.metadata.store.StoreMemory;
import io.cairn.platform.kafka.Topics;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is answered before it is durable (H1), and what was not acknowledged is settled (H15):
/// acknowledgements come when the test wants them.
class KafkaNamespaceTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final String BUCKET = "bucket";
    private static final byte[] NO_EVENT = {};

    @TempDir Path directory;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final TimeOrderedIds ids = new TimeOrderedIds(Clock.systemUTC(), new Random(3));
    private final DurablePositions durable = new DurablePositions(1);
    private final OutcomeWaiters waiters = new OutcomeWaiters();
    private final AvroRecordFormats formats =
            new AvroRecordFormats(new Topics("t."), new InMemoryRegistry());
    private final StoreMemory memory = new StoreMemory(4 << 20, 8 << 20);
    private final AtomicBoolean halted = new AtomicBoolean();
    private FoldPartition partition;
    private Namespace namespace;

    @BeforeEach
    void open() {
        partition = new FoldPartition(0, directory, memory, formats);
        partition.open();
        namespace = namespace(LONG);
    }

    /// A namespace whose reads wait for durability as long as `read`.
    private Namespace namespace(Duration read) {
        return new KafkaNamespace(
                List.of(partition),
                new EventAppender("t.namespace", durable, producer),
                formats,
                waiters,
                durable,
                new KafkaNamespace.Environment(
                        () -> true, halted::get, new Timeouts(LONG, LONG, read), ids));
    }

    @AfterEach
    void close() {
        partition.close();
        memory.close();
        producer.close();
    }

    @Test
    void append_whoseAcknowledgementIsHeldBack_isAnsweredOnceItIsDurable() throws Exception {
        Asked<Outcome> append = new Asked<>(() -> namespace.append(createBucket()));
        foldNext();
        append.awaitThatItWaitsForDurability();
        assertThat(producer.completeNext()).isTrue();
        assertThat(append.answer())
                .isInstanceOf(Outcome.Accepted.class)
                .extracting(Outcome::position)
                .isEqualTo(0L);
    }

    @Test
    void read_ofWhatIsNotDurableYet_isAnsweredOnceItIs() throws Exception {
        Asked<Outcome> append = new Asked<>(() -> namespace.append(createBucket()));
        foldNext();
        Asked<Optional<BucketImage>> read = new Asked<>(() -> namespace.bucket(BUCKET));
        read.awaitThatItWaitsForDurability();
        assertThat(producer.completeNext()).isTrue();
        assertThat(read.answer()).isPresent();
        append.answer();
    }

    @Test
    void read_afterTheFoldWasHalted_showsWhatWasFolded() throws Exception {
        append(createBucket());
        durable.advance(0, 1); // acknowledged, and never folded
        halted.set(true);
        assertThat(namespace.bucket(BUCKET)).isPresent();
    }

    @Test
    void append_thatTheJournalsDoNotHoldYet_isAnsweredOnceTheyDo() throws Exception {
        durable.limit(0, -1);
        Asked<Outcome> append = new Asked<>(() -> namespace.append(createBucket()));
        foldNext();
        assertThat(producer.completeNext()).isTrue();
        append.awaitThatItWaitsForDurability();
        assertThat(durable.position(0)).isEqualTo(-1);
        durable.limit(0, 0);
        assertThat(append.answer()).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void append_whenNoJournalIsLeft_isAnswered() throws Exception {
        durable.limit(0, -1);
        Asked<Outcome> append = new Asked<>(() -> namespace.append(createBucket()));
        foldNext();
        assertThat(producer.completeNext()).isTrue();
        append.awaitThatItWaitsForDurability();
        durable.unlimited();
        assertThat(append.answer()).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void fence_whileAWriteRuns_isNoHigherThanItsBase() throws Exception {
        append(createBucket());
        try (Namespace.Write write = namespace.begin(BUCKET)) {
            append(createBucket());
            assertThat(write.base()).isZero();
            assertThat(fence()).isZero();
        }
        assertThat(fence()).as("the position before that fence").isEqualTo(2);
    }

    @Test
    void fence_thatIsNotDurableYet_isAnsweredOnceItIs() throws Exception {
        Asked<Namespace.Floors> asked = new Asked<>(namespace::fence);
        foldNext();
        asked.awaitThatItWaitsForDurability();
        assertThat(producer.completeNext()).isTrue();
        assertThat(asked.answer().of(BUCKET)).isEqualTo(-1);
        Event event = formats.event(producer.history().getFirst().value());
        assertThat(event.body()).isEqualTo(new EventBody.Fence(-1));
        assertThat(event.bucket()).isEmpty();
        assertThat(producer.history().getFirst().partition()).isZero();
    }

    /// A write may begin at a position that the journals do not hold yet; else it could begin below
    /// the floor of a fence when one of them falls back.
    @Test
    void begin_whileTheJournalsLag_isAtWhatTheBrokersHold() throws Exception {
        append(createBucket());
        durable.limit(0, -1);
        try (Namespace.Write write = namespace.begin(BUCKET)) {
            assertThat(write.base()).isZero();
        }
    }

    @Test
    void append_whoseAcknowledgementIsLost_findsItsOutcomeInTheLog() throws Exception {
        Asked<Outcome> append = new Asked<>(() -> namespace.append(createBucket()));
        apply(0, awaitSent(0));
        assertThat(producer.errorNext(new TimeoutException())).isTrue();
        waiters.complete(apply(1, awaitSent(1)));
        assertThat(producer.completeNext()).isTrue();
        assertThat(append.answer())
                .isInstanceOf(Outcome.Accepted.class)
                .extracting(Outcome::position)
                .isEqualTo(0L);
        assertThat(namespace.bucket(BUCKET)).isPresent();
    }

    @Test
    void append_whoseWithdrawalIsFirst_isUnavailableAndNeverHappens() throws Exception {
        Event event = createBucket();
        Asked<Outcome> append = new Asked<>(() -> namespace.append(event));
        byte[] late = awaitSent(0);
        assertThat(producer.errorNext(new TimeoutException())).isTrue();
        byte[] withdrawal = awaitSent(1);
        assertThat(formats.event(withdrawal).body()).isEqualTo(new EventBody.Withdraw(event.id()));
        waiters.complete(apply(0, withdrawal));
        assertThat(producer.completeNext()).isTrue();
        assertThatThrownBy(append::answer).hasCauseInstanceOf(NamespaceUnavailableException.class);
        assertThat(apply(1, late))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected ->
                                assertThat(rejected.rejection()).isEqualTo(Rejection.WITHDRAWN));
        assertThat(partition.bucket(BUCKET)).isEmpty();
    }

    /// Attempts of one call: the second is answered by the event of the first.
    @Test
    void append_ofOneEventByTwo_isAnsweredToBoth() throws Exception {
        Event event = createBucket();
        Asked<Outcome> first = new Asked<>(() -> namespace.append(event));
        awaitSent(0);
        Asked<Outcome> second = new Asked<>(() -> namespace.append(event));
        awaitSent(1);
        foldNext();
        assertThat(producer.completeNext()).isTrue();
        Outcome outcome = first.answer();
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(second.answer()).isEqualTo(outcome);
        assertThat(namespace.outcome(BUCKET, event.id())).contains(outcome);
        assertThat(namespace.outcome(BUCKET, new EventId(ids.next()))).isEmpty();
    }

    @Test
    void append_withoutAnyAnswerFromTheLog_isUnknown() {
        Asked<Outcome> append = new Asked<>(() -> namespace.append(createBucket()));
        awaitSent(0);
        assertThat(producer.errorNext(new TimeoutException())).isTrue();
        awaitSent(1);
        assertThat(producer.errorNext(new TimeoutException())).isTrue();
        assertThatThrownBy(append::answer).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    /// Some event, one in a second.
    private byte[] eventAt(long offset) {
        return formats.toBytes(
                new Event(
                        new EventId(ids.next()),
                        Duration.ofSeconds(offset).toMillis(),
                        BUCKET,
                        Optional.empty(),
                        -1,
                        new Event.Origin("root", "r", "127.0.0.1"),
                        new EventBody.BucketDelete()));
    }

    /// More events came between than the fold keeps outcomes of: neither of the two says anything.
    @Test
    void append_whoseWithdrawalComesTooLate_isUnknown() {
        Asked<Outcome> append = new Asked<>(() -> namespace.append(createBucket()));
        byte[] event = awaitSent(0);
        assertThat(producer.errorNext(new TimeoutException())).isTrue();
        byte[] withdrawal = awaitSent(1);
        assertThat(formats.event(withdrawal).known().sent()).isZero();
        assertThat(formats.event(event).known().sent()).isZero();
        long forgetting = OutcomeAge.POSITIONS + 2 * OutcomeAge.SAMPLED;
        for (long offset = 0; offset <= forgetting; offset++) {
            apply(offset, OutcomeAge.isSampled(offset) ? eventAt(offset) : NO_EVENT);
        }
        waiters.complete(apply(forgetting + 1, withdrawal));
        assertThat(producer.completeNext()).isTrue();
        assertThatThrownBy(append::answer).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void append_whoseOutcomeCannotBeLookedUp_isUnknown() {
        Asked<Outcome> append = new Asked<>(() -> namespace.append(createBucket()));
        apply(0, awaitSent(0));
        assertThat(producer.errorNext(new TimeoutException())).isTrue();
        Outcome withdrawn = apply(1, awaitSent(1));
        partition.close();
        waiters.complete(withdrawn);
        assertThatThrownBy(append::answer).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void append_thatIsNotDurableInTime_isUnknown() {
        durable.limit(0, -1);
        Namespace hurried = namespace(Duration.ofMillis(1));
        Asked<Outcome> append = new Asked<>(() -> hurried.append(createBucket()));
        waiters.complete(apply(0, awaitSent(0)));
        assertThat(producer.completeNext()).isTrue();
        assertThatThrownBy(append::answer).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    /// The value of record `index` of those that were sent, once it was.
    private byte[] awaitSent(int index) {
        while (producer.history().size() <= index) {
            Thread.onSpinWait();
        }
        return producer.history().get(index).value();
    }

    private Outcome apply(long offset, byte[] value) {
        return partition.apply(FoldBench.TOPIC, offset, value).outcome();
    }

    private void append(Event event) throws Exception {
        completed(new Asked<>(() -> namespace.append(event)));
    }

    private long fence() throws Exception {
        return completed(new Asked<>(namespace::fence)).of(BUCKET);
    }

    private <T> T completed(Asked<T> asked) throws Exception {
        foldNext();
        assertThat(producer.completeNext()).isTrue();
        return asked.answer();
    }

    /// Folds the record that was sent, as the fold does when it reads it before the producer hears
    /// that it is durable.
    private void foldNext() {
        int next = (int) partition.mark().position() + 1;
        waiters.complete(apply(next, awaitSent(next)));
    }

    private Event createBucket() {
        return new Event(
                new EventId(ids.next()),
                1,
                BUCKET,
                Optional.empty(),
                -1,
                new Event.Origin("root", "r", "127.0.0.1"),
                new EventBody.BucketCreate(new BucketId(new UUID(1, 1)), ""));
    }

    /// A question that is asked on a thread of its own.
    private static final class Asked<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        Asked(Supplier<T> question) {
            task = new FutureTask<>(question::get);
            thread = Thread.ofPlatform().daemon().start(task);
        }

        /// Returns when the question waits in [DurablePositions]; fails if it is answered instead.
        void awaitThatItWaitsForDurability() {
            boolean waits;
            do {
                assertThat(task.isDone()).as("answered before it was durable").isFalse();
                waits =
                        thread.getState() == Thread.State.TIMED_WAITING
                                && Arrays.stream(thread.getStackTrace())
                                        .map(StackTraceElement::getClassName)
                                        .anyMatch(DurablePositions.class.getName()::equals);
                Thread.onSpinWait();
            } while (!waits);
        }

        T answer() throws Exception {
            return task.get();
        }
    }
}
