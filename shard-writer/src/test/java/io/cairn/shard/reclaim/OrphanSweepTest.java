package io.cairn.shard.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.FaultyShardStore.Fault;
import io.cairn.shard.LocalDrive;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OrphanSweepTest extends ReclaimFixture {
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
}
