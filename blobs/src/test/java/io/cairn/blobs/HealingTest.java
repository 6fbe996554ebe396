package io.cairn.blobs;

import static io.cairn.blobs.BlobFixture.OWNER;
import static io.cairn.blobs.BlobFixture.STRIPE_BYTES;
import static io.cairn.blobs.BlobFixture.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.blobs.Healing.Result;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.shard.FaultyShardStore.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Shards that are missing or bad are made again; nothing else is touched.
class HealingTest {
    private static final int LENGTH = 2 * STRIPE_BYTES + 70_001;
    private static final long SEED = 11;

    @TempDir Path root;

    private static Blob healed(BlobFixture fixture, Blob blob) throws IOException {
        Result result = fixture.healing().heal(blob, OWNER);
        assertThat(result).isInstanceOf(Result.Rebuilt.class);
        return blob.at(((Result.Rebuilt) result).after());
    }

    private static void flip(Path file, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) position] ^= 0x40;
        Files.write(file, bytes);
    }

    /// The content can be read from any k shards, so every shard is what it should be.
    private static void assertEveryShardCounts(BlobFixture fixture, Blob blob) throws IOException {
        byte[] content = content((int) blob.length());
        for (int first = 0; first < blob.shards().size(); first++) {
            for (int second = 0; second < first; second++) {
                List<ShardPlace> places = new ArrayList<>(blob.shards());
                hide(places, first);
                hide(places, second);
                assertThat(fixture.read(blob.at(places), 0, blob.length())).isEqualTo(content);
            }
        }
    }

    private static void hide(List<ShardPlace> places, int index) {
        ShardPlace place = places.get(index);
        places.set(index, new ShardPlace(place.drive(), place.generation(), true));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_000, STRIPE_BYTES, LENGTH})
    void heal_ofLostAndFlippedShards_makesThemAgainWhereTheyWere(int length) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(length);
            Files.delete(fixture.file(blob, 3));
            Path flipped = fixture.file(blob, 1);
            flip(flipped, Files.size(flipped) - 5);
            Blob after = healed(fixture, blob);
            assertThat(after.shards().get(0)).isEqualTo(blob.shards().get(0));
            assertThat(after.shards().get(2)).isEqualTo(blob.shards().get(2));
            for (int index : new int[] {1, 3}) {
                ShardPlace place = after.shards().get(index);
                assertThat(place.drive()).isEqualTo(blob.shards().get(index).drive());
                assertThat(place.generation()).isPositive();
                assertThat(place.missing()).isFalse();
            }
            assertEveryShardCounts(fixture, after);
            assertThat(fixture.healing().heal(after, OWNER)).isInstanceOf(Result.Whole.class);
        }
    }

    @Test
    void heal_ofAnyFlippedByte_findsIt() throws IOException {
        Random random = new Random(SEED);
        try (BlobFixture fixture = new BlobFixture(root, 3, 1)) {
            for (int round = 0; round < 20; round++) {
                Blob blob = fixture.write(1_000 + round);
                Path file = fixture.file(blob, round % 3);
                flip(file, random.nextLong(Files.size(file)));
                Blob after = healed(fixture, blob);
                assertThat(after.shards().get(round % 3))
                        .isNotEqualTo(blob.shards().get(round % 3));
            }
        }
    }

    @Test
    void heal_ofShardsOnADriveThatIsGone_movesThemToOneThatHoldsNone() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 5, 2)) {
            Blob whole = fixture.write(LENGTH);
            List<ShardPlace> places = new ArrayList<>(whole.shards());
            ShardPlace gone = new ShardPlace(new DriveId(new UUID(9, 9)), 0, false);
            places.set(2, gone);
            Blob after = healed(fixture, whole.at(places));
            assertThat(after.shards().get(2).drive()).isEqualTo(whole.shards().get(2).drive());
            assertThat(after.shards().stream().map(ShardPlace::drive)).doesNotHaveDuplicates();
            assertEveryShardCounts(fixture, after);
        }
    }

    @Test
    void heal_whenNoDriveIsLeftForAShard_saysSoAndChangesNothing() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(LENGTH);
            fixture.storeOf(blob, 0).fault = Fault.BELOW_RESERVE;
            Files.delete(fixture.file(blob, 0));
            int files = fixture.files().size();
            assertThat(fixture.healing().heal(blob, OWNER)).isInstanceOf(Result.NotNow.class);
            assertThat(fixture.files()).hasSize(files);
        }
    }

    @Test
    void heal_whenTheNewShardCannotBeWritten_leavesNothing() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(LENGTH);
            Files.delete(fixture.file(blob, 0));
            Files.delete(fixture.file(blob, 1));
            fixture.storeOf(blob, 1).fault = Fault.COMMIT_FAILS;
            assertThat(fixture.healing().heal(blob, OWNER)).isInstanceOf(Result.NotNow.class);
            fixture.settle();
            assertThat(fixture.files()).hasSize(2);
        }
    }

    @Test
    void heal_ofABlobWithTooFewShards_saysSoAndChangesNothing() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(LENGTH);
            for (int index = 0; index < 3; index++) {
                Files.delete(fixture.file(blob, index));
            }
            assertThat(fixture.healing().heal(blob, OWNER)).isInstanceOf(Result.TooFew.class);
            assertThat(fixture.files()).hasSize(1);
        }
    }

    @Test
    void heal_whileADriveHangs_healsTheOthersAndTakesItsShardForNeitherGoodNorBad()
            throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2, 200)) {
            Blob blob = fixture.write(LENGTH);
            fixture.storeOf(blob, 0).fault = Fault.READS_HANG;
            Files.delete(fixture.file(blob, 3));
            Result result = fixture.healing().heal(blob, OWNER);
            assertThat(result).isInstanceOf(Result.Rebuilt.class);
            assertThat(((Result.Rebuilt) result).rest()).isNotEmpty();
            assertThat(((Result.Rebuilt) result).after().get(0)).isEqualTo(blob.shards().get(0));
            assertThat(((Result.Rebuilt) result).shards()).isEqualTo(1);
        }
    }

    @Test
    void discard_ofNewShards_removesThoseOnly() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(LENGTH);
            Files.delete(fixture.file(blob, 0));
            Blob after = healed(fixture, blob);
            assertThat(fixture.files()).hasSize(4);
            fixture.healing().discard(blob, after.shards());
            fixture.settle();
            assertThat(fixture.files()).hasSize(3);
        }
    }

    @Test
    void discard_whileTheDrivesTakeNothingMore_removesTheNewShardsOnceTheyDo() throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 4, 2)) {
            Blob blob = fixture.write(LENGTH);
            Files.delete(fixture.file(blob, 0));
            Blob after = healed(fixture, blob);
            CountDownLatch free = new CountDownLatch(1);
            fixture.drain();
            fixture.fillQueues(free);
            fixture.healing().discard(blob, after.shards());
            free.countDown();
            fixture.settle();
            assertThat(fixture.files()).hasSize(3);
        }
    }
}
