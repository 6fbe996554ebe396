package io.cairn.blobs.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.blobs.BlobStore;
import io.cairn.blobs.Healing;
import io.cairn.blobs.heal.BlobHealer.Healed;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.ShardPlace;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// One blob whose shard was made again, and an event that says so.
class BlobHealerTest {
    private static final BucketId BUCKET = new BucketId(new UUID(1, 1));
    private static final BlobId BLOB = new BlobId(new UUID(3, 3));
    private static final DriveId DRIVE = new DriveId(new UUID(7, 1));
    private static final Damage DAMAGE = new Damage(BLOB, BUCKET, "bucket", "k", List.of(0), "");
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);

    private final HeldBlobs namespace =
            new HeldBlobs(
                    "bucket",
                    BUCKET,
                    new Blob(BLOB, 1 << 20, 1, 0, 1, List.of(new ShardPlace(DRIVE, 0, false))));
    private final List<BlobId> discarded = new ArrayList<>();
    private final BlobHealer healer =
            new BlobHealer(namespace, new Rebuilding(), new TimeOrderedIds(CLOCK, new Random(4)));

    private final class Rebuilding implements Healing {
        @Override
        public Result heal(Blob blob, BlobStore.Owner owner) {
            return new Result.Rebuilt(List.of(new ShardPlace(DRIVE, 1, false)), 1, 1, "");
        }

        @Override
        public void discard(Blob blob, List<ShardPlace> after) {
            discarded.add(blob.id());
        }
    }

    @Test
    void heal_whoseOutcomeIsUnknown_keepsTheNewShardsAndSaysSo() throws IOException {
        namespace.appending =
                event -> {
                    throw new RowsOutcomeUnknownException(
                            new IllegalStateException("no answer came"));
                };
        assertThat(healer.heal(DAMAGE)).isEqualTo(new Healed.Unknown("no answer came"));
        assertThat(discarded).isEmpty();
        assertThat(namespace.writesRunning).hasValue(0);
    }

    @Test
    void heal_whoseEventDidNotHappen_removesTheNewShards() {
        namespace.appending =
                event -> {
                    throw new RowsUnavailableException(new IllegalStateException("no room"));
                };
        assertThatThrownBy(() -> healer.heal(DAMAGE)).isInstanceOf(RowsUnavailableException.class);
        assertThat(discarded).containsExactly(BLOB);
    }
}
