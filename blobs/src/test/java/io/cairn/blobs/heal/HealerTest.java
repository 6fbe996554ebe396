package io.cairn.blobs.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.blobs.BlobStore;
import io.cairn.blobs.Healing;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.ShardPlace;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One blob that cannot be healed now.
@Timeout(60)
class HealerTest {
    private static final BucketId BUCKET = new BucketId(new UUID(1, 1));
    private static final BlobId BLOB = new BlobId(new UUID(3, 3));
    private static final DriveId DRIVE = new DriveId(new UUID(7, 1));
    private static final String REASON = "its drive is a stone";
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);

    private final KeptReports reports = new KeptReports(2);
    private final HeldBlobs namespace = namespace();
    private final AtomicInteger writesSeen = new AtomicInteger();
    private final Healer healer = healer();

    private static HeldBlobs namespace() {
        List<ShardPlace> places = List.of(new ShardPlace(DRIVE, 0, false));
        return new HeldBlobs("bucket", BUCKET, new Blob(BLOB, 1 << 20, 1, 0, 1, places));
    }

    private Healer healer() {
        return new Healer(
                namespace,
                new Stuck(),
                new TimeOrderedIds(CLOCK, new Random(4)),
                Set.of(DRIVE),
                reports,
                MonotonicClock.SYSTEM);
    }

    private static Damage damage(BlobId blob) {
        return new Damage(blob, BUCKET, "bucket", "k", List.of(0), "seen");
    }

    private final class Stuck implements Healing {
        @Override
        public Result heal(Blob blob, BlobStore.Owner owner) {
            writesSeen.set(namespace.writesRunning.get());
            return new Result.NotNow(REASON);
        }

        @Override
        public void discard(Blob blob, List<ShardPlace> after) {}
    }

    @AfterEach
    void stop() {
        healer.stop();
    }

    @Test
    void heal_ofWhatCannotBeHealedNow_returnsOnlyOnceItIsReported() throws InterruptedException {
        healer.start();
        assertThat(healer.heal(List.of(damage(BLOB)))).isTrue();
        assertThat(reports.kept()).containsExactly(damage(BLOB));
    }

    /// Fences are held back as long as shards of it are made, and no longer.
    @Test
    void heal_ofABlob_isARunningWriteUntilItEnds() throws InterruptedException {
        healer.start();
        assertThat(healer.heal(List.of(damage(BLOB)))).isTrue();
        assertThat(writesSeen).hasValue(1);
        assertThat(namespace.writesRunning).hasValue(0);
    }

    @Test
    void heal_ofWhatNoRowHoldsAnyMore_returnsAtOnce() throws InterruptedException {
        healer.start();
        assertThat(healer.heal(List.of(damage(new BlobId(new UUID(9, 9)))))).isTrue();
        assertThat(reports.kept()).isEmpty();
        assertThat(healer.progress().remaining()).isZero();
    }

    @Test
    void progress_whileABlobCannotBeHealed_saysWhy() throws InterruptedException {
        healer.start();
        assertThat(healer.reported(damage(BLOB))).isTrue();
        while (healer.progress().obstacle().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(healer.progress().obstacle()).isEqualTo(REASON);
    }
}
