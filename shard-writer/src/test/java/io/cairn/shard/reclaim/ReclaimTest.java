package io.cairn.shard.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.MalformedRecordException;
import io.cairn.schemas.event.ShardRef;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.shard.DriveExecutors;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.FaultyShardStore;
import io.cairn.shard.FaultyShardStore.Fault;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.SimulatedDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.kafka.ReclaimConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReclaimTest {
    private static final Path ROOT = Path.of("/simulated/d1");
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final ShardShape SHAPE = new ShardShape(1, 1, 1024);
    private static final ShardOwner OWNER =
            new ShardOwner(
                    "b",
                    new BucketId(new UUID(1, 1)),
                    new ObjectKey("k"),
                    new EventId(new UUID(2, 2)),
                    0);
    private static final Duration STALL = Duration.ofSeconds(2);
    private static final UUID TOPIC = new UUID(8, 8);

    private final SimulatedDisk disk = new SimulatedDisk(ROOT, new Random(1));
    private final ReadTracker reads = new ReadTracker();
    private final List<FaultyShardStore> faulty = new ArrayList<>();
    private LocalDrive drive = drive(1);
    private volatile long durable = -1;
    private Grace grace = Grace.NONE;

    @AfterEach
    void closeDrive() {
        drive.close();
    }

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
    void sweep_atTheNextStart_removesWhatNothingRefersTo() throws IOException {
        ShardRef kept = write(1);
        ShardRef orphan = write(2);
        drive.close();
        drive = drive(2);
        ShardRef ofThisBoot = write(3);
        Set<ShardRef> referred = Set.of(kept);
        OrphanSweep sweep = sweep(List.of(drive), header -> referred.contains(header.shard()));
        assertThat(sweep.run()).isEqualTo(new OrphanSweep.Result(2, 1));
        assertThat(exists(kept)).isTrue();
        assertThat(exists(orphan)).isFalse();
        assertThat(exists(ofThisBoot)).isTrue();
        assertThat(sweep.run()).isEqualTo(new OrphanSweep.Result(0, 0));
    }

    private OrphanSweep sweep(List<LocalDrive> drives, BlobReferences references) {
        return new OrphanSweep(drives, () -> references, reads);
    }

    /// What knows the references may keep its last answer: drives must not take it from each other.
    @Test
    void sweep_ofSeveralDrives_givesEachReferencesOfItsOwn() throws IOException {
        LocalDrive other = otherDrive(store -> store);
        for (int number = 0; number < 3; number++) {
            write(number);
            writeTo(other, number + 3);
        }
        drive.close();
        other.close();
        drive = drive(2);
        LocalDrive again = drive(disk, other.directory(), other.id(), 2, store -> store);
        List<Set<Thread>> askers = new CopyOnWriteArrayList<>();
        OrphanSweep sweep =
                new OrphanSweep(
                        List.of(drive, again),
                        () -> {
                            Set<Thread> threads = ConcurrentHashMap.newKeySet();
                            askers.add(threads);
                            return header -> {
                                threads.add(Thread.currentThread());
                                return true;
                            };
                        },
                        reads);
        assertThat(sweep.run()).isEqualTo(new OrphanSweep.Result(6, 0));
        assertThat(askers).hasSize(2).allSatisfy(threads -> assertThat(threads).hasSize(1));
        again.close();
    }

    @Test
    void sweep_whileAReadRunsThatMayHaveSeenTheOwner_leavesTheShardUntilItEnds() throws Exception {
        ShardRef replaced = write(1);
        drive.close();
        drive = drive(2);
        ReadTracker.Read read = reads.begin();
        CountDownLatch asked = new CountDownLatch(1);
        OrphanSweep sweep =
                sweep(
                        List.of(drive),
                        header -> {
                            asked.countDown();
                            return false;
                        });
        FutureTask<OrphanSweep.Result> running = new FutureTask<>(sweep::run);
        Thread.ofPlatform().daemon().start(running);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(exists(replaced)).isTrue();
        read.close();
        assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo(new OrphanSweep.Result(1, 1));
        assertThat(exists(replaced)).isFalse();
    }

    @Test
    void sweep_whileAReadRuns_canBeStoppedAndLeavesTheShard() throws Exception {
        ShardRef replaced = write(1);
        drive.close();
        drive = drive(2);
        try (ReadTracker.Read read = reads.begin()) {
            AtomicReference<OrphanSweep> sweep = new AtomicReference<>();
            sweep.set(
                    sweep(
                            List.of(drive),
                            header -> {
                                sweep.get().stop();
                                return false;
                            }));
            sweep.get().run();
            assertThat(read).isNotNull();
        }
        assertThat(exists(replaced)).isTrue();
    }

    @Test
    void sweep_whoseCallerIsInterrupted_isStopped() throws Exception {
        ShardRef replaced = write(1);
        drive.close();
        drive = drive(2);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        OrphanSweep sweep =
                sweep(
                        List.of(drive),
                        header -> {
                            asked.countDown();
                            await(told);
                            return false;
                        });
        FutureTask<OrphanSweep.Result> running = new FutureTask<>(sweep::run);
        Thread sweeper = Thread.ofPlatform().daemon().start(running);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        sweeper.interrupt();
        assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo(new OrphanSweep.Result(0, 0));
        told.countDown();
        awaitEndOfSweeps();
        assertThat(exists(replaced)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEndOfSweeps() {
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("cairn-sweep-"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void sweep_whenStopped_isDoneAgainAtTheNextStart() throws IOException {
        write(1);
        drive.close();
        drive = drive(2);
        OrphanSweep stopped = sweep(List.of(drive), header -> false);
        stopped.stop();
        assertThat(stopped.run()).isEqualTo(new OrphanSweep.Result(0, 0));
        OrphanSweep again = sweep(List.of(drive), header -> false);
        assertThat(again.run()).isEqualTo(new OrphanSweep.Result(1, 1));
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
    void sweep_whileADriveHangs_sweepsTheOthersAndCanBeStopped() throws Exception {
        ShardRef orphan = write(1);
        LocalDrive first = otherDrive(store -> store);
        writeTo(first, 2);
        first.close();
        drive.close();
        drive = drive(2);
        LocalDrive hanging =
                drive(disk, first.directory(), first.id(), 2, faulty(Fault.DELETES_HANG));
        OrphanSweep sweep = sweep(List.of(hanging, drive), header -> false);
        Thread running = Thread.ofVirtual().start(sweep::run);
        while (exists(orphan)) {
            Thread.onSpinWait();
        }
        sweep.stop();
        running.join();
        faulty.getFirst().unblock();
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

    private ShardRef write(int number) throws IOException {
        return writeTo(drive, number);
    }

    private static ShardRef writeTo(LocalDrive to, int number) throws IOException {
        ShardRef shard = new ShardRef(new BlobId(new UUID(7, number)), 0, 0);
        to.store().write(new NewShard(shard, SHAPE, OWNER), new byte[9], 0, 9);
        return shard;
    }

    private boolean exists(ShardRef shard) throws IOException {
        return existsOn(drive, shard);
    }

    private static boolean existsOn(LocalDrive on, ShardRef shard) throws IOException {
        try {
            on.store().open(new ExpectedShard(shard, SHAPE, 9)).close();
            return true;
        } catch (ShardDamagedException e) {
            return false;
        }
    }

    private LocalDrive drive(long boot) {
        return drive(disk, boot, store -> store);
    }

    private static LocalDrive drive(SimulatedDisk on, long boot, UnaryOperator<ShardStore> made) {
        return drive(on, ROOT, new DriveId(new UUID(3, 3)), boot, made);
    }

    /// Makes stores that fail so, and keeps them in `faulty`.
    private UnaryOperator<ShardStore> faulty(Fault fault) {
        return store -> {
            FaultyShardStore made = new FaultyShardStore(store);
            made.fault = fault;
            faulty.add(made);
            return made;
        };
    }

    /// A second drive, in a directory of the same disk.
    private LocalDrive otherDrive(UnaryOperator<ShardStore> made) throws IOException {
        Path directory = ROOT.resolve("other");
        disk.createDirectory(directory);
        return drive(disk, directory, new DriveId(new UUID(4, 4)), 1, made);
    }

    private static LocalDrive drive(
            SimulatedDisk on, Path root, DriveId id, long boot, UnaryOperator<ShardStore> made) {
        try {
            if (!on.exists(root.resolve(LocalDrive.FILE_NAME))) {
                on.create(root.resolve(LocalDrive.FILE_NAME)).close();
                on.syncDirectory(root);
            }
            FileShardStore store =
                    FileShardStore.open(
                            on,
                            root,
                            new FileShardStore.Boot(boot, CLOCK),
                            SpaceReserve.DEFAULT,
                            2);
            return new LocalDrive(
                    id, root, true, made.apply(store), DriveExecutors.DriveThreads.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
