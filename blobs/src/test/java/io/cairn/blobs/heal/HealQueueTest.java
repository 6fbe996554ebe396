package io.cairn.blobs.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.event.Damage;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealQueueTest {
    private static final long SOON = 1;
    private static final long NEVER = Long.MAX_VALUE / 4;

    private final AtomicLong nanos = new AtomicLong();
    private final HealQueue queue = new HealQueue(3, MonotonicClock.SYSTEM);

    private static BlobId blob(int number) {
        return new BlobId(new UUID(1, number));
    }

    private static Damage damage(int number) {
        BucketId bucket = new BucketId(new UUID(2, 2));
        return new Damage(blob(number), bucket, "bucket", "k" + number, List.of(0), "seen");
    }

    private HealQueue.Entry next() throws InterruptedException {
        return queue.take().orElseThrow();
    }

    @Test
    void take_ofSeveral_givesThoseWithTheLeastToSpareFirst() throws InterruptedException {
        queue.offer(damage(1), 1, true);
        queue.offer(damage(2), 0, true);
        queue.offer(damage(3), 1, true);
        assertThat(next().blob()).isEqualTo(blob(2));
        assertThat(next().blob()).isEqualTo(blob(1));
        assertThat(next().blob()).isEqualTo(blob(3));
        assertThat(queue.size()).isEqualTo(3);
    }

    @Test
    void take_ofWhatIsToBeTriedLater_givesItOnceItsTimeHasCome() throws InterruptedException {
        HealQueue timed = new HealQueue(3, nanos::get);
        timed.offer(damage(1), 0, true);
        timed.later(timed.take().orElseThrow(), true, NEVER);
        timed.offer(damage(2), 1, true);
        assertThat(timed.take().orElseThrow().blob()).isEqualTo(blob(2));
        nanos.set(NEVER);
        assertThat(timed.take().orElseThrow().blob()).isEqualTo(blob(1));
    }

    @Test
    void offer_ofABlobThatIsThere_keepsOneWithTheWorseNews() throws InterruptedException {
        queue.offer(damage(1), 1, true);
        queue.offer(damage(2), 1, true);
        queue.offer(damage(2), 0, false);
        assertThat(queue.size()).isEqualTo(2);
        HealQueue.Entry entry = next();
        assertThat(entry.blob()).isEqualTo(blob(2));
        assertThat(entry.reported()).isTrue();
    }

    @Test
    void take_ofABlobThatIsBeingHealed_waitsForItsEnd() throws InterruptedException {
        queue.offer(damage(1), 0, true);
        HealQueue.Entry running = next();
        queue.offer(damage(1), 0, true);
        queue.offer(damage(2), 1, true);
        assertThat(next().blob()).isEqualTo(blob(2));
        queue.done(running);
        assertThat(next().blob()).isEqualTo(blob(1));
    }

    @Test
    void offer_whileManyAreTriedAgainLater_neverWaits() throws Exception {
        for (int number = 1; number <= 10; number++) {
            queue.offer(damage(number), 0, true);
            queue.later(next(), true, NEVER);
        }
        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.forgotSome()).isTrue();
        assertThat(queue.forgotSome()).isFalse();
        queue.offer(damage(11), 1, true);
        assertThat(next().blob()).isEqualTo(blob(11));
    }

    @Test
    void later_ofABlobThatIsNotReported_isNeverForgotten() throws Exception {
        for (int number = 1; number <= 10; number++) {
            queue.offer(damage(number), 0, false);
            queue.later(next(), false, NEVER);
        }
        assertThat(queue.size()).isEqualTo(10);
        assertThat(queue.forgotSome()).isFalse();
    }

    @Test
    void take_whileMoreEndangeredBlobsAreTriedInVain_givesOthersEveryOtherTime() throws Exception {
        for (int number = 1; number <= 3; number++) {
            queue.offer(damage(number), 0, true);
        }
        List<HealQueue.Entry> tried = List.of(next(), next(), next());
        tried.forEach(entry -> queue.later(entry, true, 0));
        queue.offer(damage(4), 1, true);
        List<BlobId> taken = List.of(next().blob(), next().blob());
        assertThat(taken).contains(blob(4));
    }

    @Test
    void offer_whileFull_waitsForRoom() throws Exception {
        for (int number = 1; number <= 3; number++) {
            queue.offer(damage(number), 0, true);
        }
        FutureTask<Boolean> offering = new FutureTask<>(() -> queue.offer(damage(4), 0, true));
        Thread thread = Thread.ofPlatform().daemon().start(offering);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(next().blob()).isEqualTo(blob(1));
        assertThat(offering.get()).isTrue();
    }

    @Test
    void later_ofABlob_givesItAgainAfterAWhile() throws InterruptedException {
        queue.offer(damage(1), 0, false);
        queue.later(next(), true, SOON);
        HealQueue.Entry again = next();
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.reported()).isTrue();
    }

    @Test
    void later_ofABlobOfferedMeanwhile_keepsTheNewHint() throws InterruptedException {
        queue.offer(damage(1), 0, true);
        HealQueue.Entry running = next();
        queue.offer(damage(1), 0, true);
        queue.later(running, true, NEVER);
        assertThat(next().attempts()).isZero();
    }

    @Test
    void awaitLookedAt_ofBlobsThatAreTriedAgainLater_returns() throws InterruptedException {
        queue.offer(damage(1), 0, false);
        queue.offer(damage(2), 0, false);
        queue.done(next());
        queue.later(next(), true, NEVER);
        assertThat(queue.awaitLookedAt(List.of(blob(1), blob(2)))).isTrue();
    }

    @Test
    void awaitLookedAt_ofABlobThatIsNotReportedYet_waits() throws Exception {
        queue.offer(damage(1), 0, false);
        queue.later(next(), false, SOON);
        FutureTask<Boolean> waiting = new FutureTask<>(() -> queue.awaitLookedAt(List.of(blob(1))));
        Thread thread = Thread.ofPlatform().daemon().start(waiting);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        queue.later(next(), true, NEVER);
        assertThat(waiting.get()).isTrue();
    }

    @Test
    void close_endsAllWaiting() throws Exception {
        FutureTask<Boolean> taking = new FutureTask<>(() -> queue.take().isEmpty());
        Thread.ofPlatform().daemon().start(taking);
        queue.close();
        assertThat(taking.get()).isTrue();
        assertThat(queue.offer(damage(1), 0, true)).isFalse();
        assertThat(queue.awaitLookedAt(List.of(blob(1)))).isFalse();
    }
}
