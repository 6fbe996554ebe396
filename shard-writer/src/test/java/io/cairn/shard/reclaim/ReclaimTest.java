package io.cairn.shard.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.event.MalformedRecordException;
import io.cairn.schemas.event.ShardRef;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.shard.FaultyShardStore.Fault;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.NewShard;
import io.cairn.shard.disk.SimulatedDisk;
import io.cairn.shard.kafka.ReclaimConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

class ReclaimTest extends ReclaimFixture {
    private static final Duration STALL = Duration.ofSeconds(2);
    private static final UUID TOPIC = new UUID(8, 8);

    private volatile long durable = -1;
    private Grace grace = Grace.NONE;

    @Test
    void tryReclaim_whileAnEarlierReadRuns_leavesTheShards() throws IOException {
        ShardRef shard = write(1);
        durable = 10;
        Reclaimer reclaimer = reclaimer();
        ReadTracker.Read read = reads.begin();
        Reclaimer.Batch batch = receive(reclaimer, 0, record(5, shard));
        assertThat(reclaimer.tryReclaim(batch)).isFalse();
        assertThat(exists(shard)).isTrue();
        read.close();
        assertThat(reclaimer.tryReclaim(batch)).isTrue();
        assertThat(exists(shard)).isFalse();
    }

    @Test
    void tryReclaim_whileABlobIsRead_leavesItsShardsOnlyAndHoldsTheDriveBack() throws IOException {
        ShardRef film = write(1);
        ShardRef other = write(2);
        durable = 10;
        Reclaimer reclaimer = reclaimer();
        ReadTracker.Read read = reads.begin();
        read.narrow(Set.of(film.blob()));
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 7, record(5, film, other)))).isTrue();
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 8, record(6)))).isTrue();
        reclaimer.removeRead();
        reclaimer.save();
        assertThat(exists(film)).isTrue();
        assertThat(exists(other)).isFalse();
        assertThat(reclaimer().next(0)).as("comes again after a crash").isEqualTo(7);
        read.close();
        reclaimer.removeRead();
        reclaimer.save();
        assertThat(exists(film)).isFalse();
        assertThat(reclaimer().next(0)).isEqualTo(9);
    }

    @Test
    void tryReclaim_beforeThePositionIsDurable_leavesTheShards() throws IOException {
        ShardRef shard = write(1);
        durable = 4;
        Reclaimer reclaimer = reclaimer();
        Reclaimer.Batch batch = receive(reclaimer, 0, record(5, shard));
        assertThat(reclaimer.tryReclaim(batch)).isFalse();
        assertThat(exists(shard)).isTrue();
        durable = 5;
        assertThat(reclaimer.tryReclaim(batch)).isTrue();
        assertThat(exists(shard)).isFalse();
    }

    @Test
    void tryReclaim_withinTheGracePeriod_leavesTheShardsToItsLastNanosecond() throws IOException {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
        grace = new Grace(Duration.ofHours(1), nanos::get);
        ShardRef shard = write(1);
        durable = 10;
        Reclaimer reclaimer = reclaimer();
        Reclaimer.Batch batch = receive(reclaimer, 0, record(5, shard));
        assertThat(reclaimer.tryReclaim(batch)).isFalse();
        nanos.addAndGet(Duration.ofHours(1).toNanos() - 1);
        assertThat(reclaimer.tryReclaim(batch)).isFalse();
        assertThat(exists(shard)).isTrue();
        nanos.addAndGet(1);
        assertThat(reclaimer.tryReclaim(batch)).isTrue();
        assertThat(exists(shard)).isFalse();
    }

    @Test
    void tryReclaim_afterANewStart_waitsForAllOfTheGracePeriodAgain() throws IOException {
        AtomicLong nanos = new AtomicLong();
        grace = new Grace(Duration.ofHours(1), nanos::get);
        ShardRef shard = write(1);
        durable = 10;
        assertThat(reclaimer().tryReclaim(receive(reclaimer(), 0, record(5, shard)))).isFalse();
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        Reclaimer next = reclaimer();
        assertThat(next.next(0)).isZero();
        Reclaimer.Batch again = receive(next, 0, record(5, shard));
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        assertThat(next.tryReclaim(again)).isFalse();
        assertThat(exists(shard)).isTrue();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(next.tryReclaim(again)).isTrue();
    }

    @Test
    void tryReclaim_ofOneGeneration_leavesTheNext() throws IOException {
        ShardRef shard = write(1);
        ShardRef healed = new ShardRef(shard.blob(), 0, 1);
        drive.store().write(new NewShard(healed, SHAPE, OWNER), new byte[9], 0, 9);
        durable = 10;
        Reclaimer reclaimer = reclaimer();
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 0, record(5, shard)))).isTrue();
        assertThat(exists(shard)).isFalse();
        assertThat(exists(healed)).isTrue();
    }

    @Test
    void consumer_withAnUnreadableRecord_passesOverItAndGoesOnBehindIt() throws Exception {
        ShardRef shard = write(1);
        durable = 100;
        CountDownLatch polledAgain = new CountDownLatch(1);
        MockConsumer<byte[], byte[]> kafka = ReclaimTopic.ofUnreadableAndReadable(polledAgain);
        ReclaimConsumer consumer = consumer(kafka, bytes -> record(number(bytes), shard));
        consumer.start();
        assertThat(polledAgain.await(60, TimeUnit.SECONDS)).isTrue();
        consumer.close();
        assertThat(exists(shard)).isFalse();
        assertThat(reclaimer().next(0)).isEqualTo(2);
    }

    /// The registry may answer later: what it keeps from being read is no bad record.
    @Test
    void consumer_whileTheRegistryCannotBeAsked_readsTheRecordAgain() throws Exception {
        ShardRef shard = write(1);
        durable = 100;
        CountDownLatch polledAgain = new CountDownLatch(1);
        Iterator<MockConsumer<byte[], byte[]>> starts =
                List.of(
                                ReclaimTopic.ofOne(5, new CountDownLatch(1)),
                                ReclaimTopic.ofOne(5, polledAgain))
                        .iterator();
        AtomicBoolean away = new AtomicBoolean(true);
        ReclaimConsumer consumer =
                new ReclaimConsumer(
                        new ReclaimConsumer.Log("reclaim", () -> TOPIC, starts::next),
                        bytes -> {
                            if (away.getAndSet(false)) {
                                throw new RegistryException("as the test wants it", null);
                            }
                            return record(number(bytes), shard);
                        },
                        reclaimer());
        consumer.start();
        assertThat(polledAgain.await(60, TimeUnit.SECONDS)).isTrue();
        consumer.close();
        assertThat(exists(shard)).isFalse();
    }

    @Test
    void consumer_whileReadsOverlapWithoutEnd_reclaimsWhatNoneOfThemMaySee() throws Exception {
        durable = 100;
        List<ShardRef> shards = new ArrayList<>();
        MockConsumer<byte[], byte[]> kafka = ReclaimTopic.empty();
        AtomicReference<ReadTracker.Read> running = new AtomicReference<>(reads.begin());
        for (int number = 0; number < 10; number++) {
            int offset = number;
            shards.add(write(number));
            kafka.schedulePollTask(() -> {
                kafka.addRecord(
                        new ConsumerRecord<>(
                                "reclaim", 0, offset, null, ReclaimTopic.bytes(offset)));
                running.getAndSet(reads.begin()).close();
            });
        }
        CountDownLatch polledAgain = new CountDownLatch(1);
        kafka.schedulePollTask(polledAgain::countDown);
        ReclaimConsumer consumer =
                consumer(kafka, bytes -> record(5, shards.get((int) number(bytes))));
        consumer.start();
        assertThat(polledAgain.await(60, TimeUnit.SECONDS)).isTrue();
        consumer.close();
        for (ShardRef shard : shards) {
            assertThat(exists(shard)).isEqualTo(shard.equals(shards.getLast()));
        }
        assertThat(reclaimer().next(0)).isEqualTo(shards.size() - 1);
        running.get().close();
    }

    private ReclaimConsumer consumer(
            MockConsumer<byte[], byte[]> kafka, Function<byte[], ReclaimRecord> decoder) {
        return new ReclaimConsumer(
                new ReclaimConsumer.Log("reclaim", () -> TOPIC, () -> kafka), decoder, reclaimer());
    }

    private static long number(byte[] bytes) {
        if (bytes.length != Long.BYTES) {
            throw new MalformedRecordException("no number", null);
        }
        return ByteBuffer.wrap(bytes).getLong();
    }

    @Test
    void next_afterADriveWasAway_isWhereItStopped() throws IOException {
        durable = 10;
        LocalDrive other = otherDrive(store -> store);
        ShardRef onOther = writeTo(other, 2);
        Reclaimer without = reclaimer();
        ReclaimRecord ofOther = new ReclaimRecord(other.id(), 0, 5, List.of(onOther));
        assertThat(without.tryReclaim(receive(without, 7, ofOther))).isTrue();
        without.save();
        assertThat(reclaimer().next(0)).isEqualTo(8);

        Reclaimer with = reclaimer(TOPIC, other);
        assertThat(with.next(0)).isZero();
        assertThat(with.tryReclaim(receive(with, 7, ofOther))).isTrue();
        assertThat(existsOn(other, onOther)).isFalse();
        assertThat(with.next(0)).isEqualTo(8);
        other.close();
    }

    @Test
    void next_inAnotherLog_isItsBeginning() {
        durable = 10;
        Reclaimer reclaimer = reclaimer();
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 7, record(5)))).isTrue();
        reclaimer.save();
        assertThat(reclaimer().next(0)).isEqualTo(8);
        assertThat(reclaimer(new UUID(9, 9)).next(0)).isZero();
    }

    @Test
    void delete_thatFails_isTriedAgainAndHoldsTheDriveBackUntilItSucceeds() throws IOException {
        durable = 10;
        LocalDrive failing = otherDrive(faulty(Fault.DELETES_FAIL));
        ShardRef shard = writeTo(failing, 2);
        ReclaimRecord record = new ReclaimRecord(failing.id(), 0, 5, List.of(shard));
        Reclaimer reclaimer = reclaimer(TOPIC, failing);
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 7, record))).isTrue();
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 8, record(6)))).isTrue();
        reclaimer.retry();
        reclaimer.save();
        assertThat(existsOn(failing, shard)).isTrue();
        assertThat(reclaimer(TOPIC, failing).next(0)).isEqualTo(7);
        faulty.getFirst().fault = Fault.NONE;
        reclaimer.retry();
        reclaimer.save();
        assertThat(existsOn(failing, shard)).isFalse();
        assertThat(reclaimer(TOPIC, failing).next(0)).isEqualTo(9);
        failing.close();
    }

    @Test
    void drive_thatHangs_holdsBackNoOtherAndGoesOnWhereItStopped() throws IOException {
        durable = 10;
        LocalDrive hanging = otherDrive(faulty(Fault.DELETES_HANG));
        ShardRef onHanging = writeTo(hanging, 1);
        ShardRef shard = write(2);
        ReclaimRecord ofHanging = new ReclaimRecord(hanging.id(), 0, 5, List.of(onHanging));
        Reclaimer reclaimer = reclaimer(TOPIC, hanging);
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 7, ofHanging))).isTrue();
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 8, record(6, shard)))).isTrue();
        reclaimer.save();
        assertThat(exists(shard)).isFalse();
        assertThat(reclaimer.next(0)).isEqualTo(9);
        assertThat(reclaimer.shouldBeginAgain()).isFalse();

        faulty.getFirst().unblock();
        while (!reclaimer.shouldBeginAgain()) {
            Thread.onSpinWait();
        }
        reclaimer.begin(TOPIC);
        assertThat(reclaimer.next(0)).isZero();
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 7, ofHanging))).isTrue();
        assertThat(existsOn(hanging, onHanging)).isFalse();
        assertThat(reclaimer.shouldBeginAgain()).isFalse();
        hanging.close();
    }

    @Test
    void delete_thatIsGivenUp_isDoneAfterTheNextStart() throws IOException {
        durable = 10;
        LocalDrive failing = otherDrive(faulty(Fault.DELETES_FAIL));
        ShardRef shard = writeTo(failing, 2);
        ReclaimRecord record = new ReclaimRecord(failing.id(), 0, 5, List.of(shard));
        Reclaimer reclaimer = reclaimer(TOPIC, failing);
        assertThat(reclaimer.tryReclaim(receive(reclaimer, 7, record))).isTrue();
        for (int round = 0; round < 20; round++) {
            reclaimer.retry();
        }
        reclaimer.save();
        assertThat(faulty.getFirst().deletes).as("tries are bounded").hasValue(10);
        assertThat(existsOn(failing, shard)).isTrue();
        faulty.getFirst().fault = Fault.NONE;
        Reclaimer next = reclaimer(TOPIC, failing);
        assertThat(next.next(0)).isEqualTo(7);
        assertThat(next.tryReclaim(receive(next, 7, record))).isTrue();
        assertThat(existsOn(failing, shard)).isFalse();
        failing.close();
    }

    @Test
    void save_whereTheDriveIsGone_writesNothing() throws IOException {
        ShardRef shard = write(1);
        durable = 10;
        Reclaimer reclaimer = reclaimer();
        reclaimer.tryReclaim(receive(reclaimer, 0, record(5, shard)));
        disk.delete(ROOT.resolve(LocalDrive.FILE_NAME));
        reclaimer.save();
        assertThat(disk.exists(ROOT.resolve(ReclaimProgress.NAME))).isFalse();
        disk.create(ROOT.resolve(LocalDrive.FILE_NAME)).close();
        reclaimer.save();
        assertThat(disk.exists(ROOT.resolve(ReclaimProgress.NAME))).isTrue();
    }

    @Test
    void next_afterPowerLoss_isNeverBehindADeletionThatIsLost() throws IOException {
        durable = 10;
        for (int operations = 0; operations < 12; operations++) {
            SimulatedDisk dying = new SimulatedDisk(ROOT, new Random(operations));
            LocalDrive mortal = drive(dying, 1, store -> store);
            ShardRef shard = writeTo(mortal, operations);
            Reclaimer reclaimer = reclaimer(List.of(mortal), dying, TOPIC);
            ReclaimRecord record = new ReclaimRecord(mortal.id(), 0, 5, List.of(shard));
            Reclaimer.Batch batch = receive(reclaimer, 7, record);
            dying.failAfter(operations);
            reclaimer.tryReclaim(batch);
            reclaimer.save();
            dying.crash();
            LocalDrive back = drive(dying, 2, store -> store);
            boolean applied = reclaimer(List.of(back), dying, TOPIC).next(0) > 7;
            assertThat(applied && existsOn(back, shard)).as("after %d", operations).isFalse();
            mortal.close();
            back.close();
        }
    }

    private Reclaimer reclaimer() {
        return reclaimer(TOPIC);
    }

    private Reclaimer reclaimer(UUID topicId, LocalDrive... others) {
        List<LocalDrive> drives = new ArrayList<>(List.of(drive));
        drives.addAll(List.of(others));
        return reclaimer(drives, disk, topicId);
    }

    private Reclaimer reclaimer(List<LocalDrive> drives, SimulatedDisk on, UUID topicId) {
        Reclaimer reclaimer =
                new Reclaimer(
                        drives,
                        on,
                        reads,
                        (partition, position) -> position <= durable,
                        grace,
                        STALL);
        reclaimer.begin(topicId);
        return reclaimer;
    }

    private static Reclaimer.Batch receive(Reclaimer reclaimer, long offset, ReclaimRecord record) {
        return reclaimer.receive(
                List.of(new Reclaimer.Received(0, offset, record)), Map.of(0, offset + 1));
    }

    private ReclaimRecord record(long position, ShardRef... shards) {
        return new ReclaimRecord(drive.id(), 0, position, List.of(shards));
    }
}
