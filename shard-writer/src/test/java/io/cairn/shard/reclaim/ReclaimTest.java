package io.cairn.shard.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.disk.SimulatedDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.kafka.ReclaimConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
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
    private static final TopicPartition PARTITION = new TopicPartition("reclaim", 0);

    private final SimulatedDisk disk = new SimulatedDisk(ROOT, new Random(1));
    private final ReadTracker reads = new ReadTracker();
    private Drive drive = drive(1);
    private volatile long durable = -1;

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
        Reclaimer.Batch batch = reclaimer.receive(List.of(record(5, shard)));
        assertThat(reclaimer.tryReclaim(batch)).isFalse();
        assertThat(exists(shard)).isTrue();
        read.close();
        assertThat(reclaimer.tryReclaim(batch)).isTrue();
        assertThat(exists(shard)).isFalse();
    }

    @Test
    void tryReclaim_beforeThePositionIsDurable_leavesTheShards() throws IOException {
        ShardRef shard = write(1);
        durable = 4;
        Reclaimer reclaimer = reclaimer();
        Reclaimer.Batch batch = reclaimer.receive(List.of(record(5, shard)));
        assertThat(reclaimer.tryReclaim(batch)).isFalse();
        assertThat(exists(shard)).isTrue();
        durable = 5;
        assertThat(reclaimer.tryReclaim(batch)).isTrue();
        assertThat(exists(shard)).isFalse();
    }

    @Test
    void tryReclaim_ofOneGeneration_leavesTheNext() throws IOException {
        ShardRef shard = write(1);
        ShardRef healed = new ShardRef(shard.blob(), 0, 1);
        drive.store().write(new NewShard(healed, SHAPE, OWNER), new byte[9], 0, 9);
        durable = 10;
        Reclaimer reclaimer = reclaimer();
        assertThat(reclaimer.tryReclaim(reclaimer.receive(List.of(record(5, shard))))).isTrue();
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
        OrphanSweep sweep =
                new OrphanSweep(List.of(drive), header -> referred.contains(header.shard()));
        assertThat(sweep.run()).isEqualTo(new OrphanSweep.Result(2, 1));
        assertThat(exists(kept)).isTrue();
        assertThat(exists(orphan)).isFalse();
        assertThat(exists(ofThisBoot)).isTrue();
        assertThat(sweep.run()).isEqualTo(new OrphanSweep.Result(0, 0));
    }

    @Test
    void sweep_whenStopped_isDoneAgainAtTheNextStart() throws IOException {
        write(1);
        drive.close();
        drive = drive(2);
        OrphanSweep stopped = new OrphanSweep(List.of(drive), header -> false);
        stopped.stop();
        assertThat(stopped.run()).isEqualTo(new OrphanSweep.Result(0, 0));
        OrphanSweep again = new OrphanSweep(List.of(drive), header -> false);
        assertThat(again.run()).isEqualTo(new OrphanSweep.Result(1, 1));
    }

    @Test
    void consumer_withAnUnreadableRecord_passesOverItAndCommitsAfterDeletion() throws Exception {
        ShardRef shard = write(1);
        durable = 100;
        CountDownLatch committed = new CountDownLatch(1);
        MockConsumer<byte[], byte[]> kafka = consumer(committed);
        ReclaimConsumer consumer =
                new ReclaimConsumer(
                        () -> kafka,
                        "reclaim",
                        bytes -> record(ByteBuffer.wrap(bytes).getLong(), shard),
                        reclaimer());
        consumer.start();
        assertThat(committed.await(60, TimeUnit.SECONDS)).isTrue();
        consumer.close();
        assertThat(exists(shard)).isFalse();
    }

    private static MockConsumer<byte[], byte[]> consumer(CountDownLatch committed) {
        MockConsumer<byte[], byte[]> kafka =
                new MockConsumer<>("earliest") {
                    @Override
                    public synchronized void commitSync(
                            Map<TopicPartition, OffsetAndMetadata> offsets) {
                        super.commitSync(offsets);
                        if (offsets.getOrDefault(PARTITION, new OffsetAndMetadata(0)).offset()
                                == 2) {
                            committed.countDown();
                        }
                    }
                };
        kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
        kafka.schedulePollTask(() -> {
            kafka.rebalance(List.of(PARTITION));
            byte[] position = ByteBuffer.allocate(8).putLong(5).array();
            kafka.addRecord(new ConsumerRecord<>("reclaim", 0, 0, null, new byte[2]));
            kafka.addRecord(new ConsumerRecord<>("reclaim", 0, 1, null, position));
        });
        return kafka;
    }

    private Reclaimer reclaimer() {
        return new Reclaimer(List.of(drive), reads, (partition, position) -> position <= durable);
    }

    private ReclaimRecord record(long position, ShardRef shard) {
        return new ReclaimRecord(drive.id(), 0, position, List.of(shard));
    }

    private ShardRef write(int number) throws IOException {
        ShardRef shard = new ShardRef(new BlobId(new UUID(7, number)), 0, 0);
        drive.store().write(new NewShard(shard, SHAPE, OWNER), new byte[9], 0, 9);
        return shard;
    }

    private boolean exists(ShardRef shard) throws IOException {
        try {
            drive.store().open(new ExpectedShard(shard, SHAPE, 9)).close();
            return true;
        } catch (ShardDamagedException e) {
            return false;
        }
    }

    private Drive drive(long boot) {
        try {
            FileShardStore store =
                    FileShardStore.open(
                            disk,
                            ROOT,
                            new FileShardStore.Boot(boot, CLOCK),
                            SpaceReserve.DEFAULT,
                            2);
            DriveId id = new DriveId(new UUID(3, 3));
            return new Drive(id, ROOT, true, store, Drive.DriveThreads.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
