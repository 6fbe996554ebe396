package io.cairn.api.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.blob.BlobStore;
import io.cairn.api.blob.Healing;
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
    private final Healer healer = healer();

    private Healer healer() {
        List<ShardPlace> places = List.of(new ShardPlace(DRIVE, 0, false));
        return new Healer(
                new HeldBlobs("bucket", BUCKET, new Blob(BLOB, 1 << 20, 1, 0, 1, places)),
                new Stuck(),
                new TimeOrderedIds(CLOCK, new Random(4)),
                Set.of(DRIVE),
                reports);
    }

    private static Damage damage(BlobId blob) {
        return new Damage(blob, BUCKET, "bucket", "k", List.of(0), "seen");
    }

    private static final class Stuck implements Healing {
        @Override
        public Result heal(Blob blob, BlobStore.Owner owner) {
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
