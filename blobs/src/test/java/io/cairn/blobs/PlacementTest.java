package io.cairn.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.shard.drive.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
    private static final int BLOBS = 40_000;

    @Test
    void score_overManyBlobs_winsInProportionToTheWeight() {
        long[] weights = {1L << 40, 2L << 40, 5L << 40};
        int[] wins = new int[3];
        Random random = new Random(3);
        for (int blob = 0; blob < BLOBS; blob++) {
            wins[winner(new BlobId(new UUID(random.nextLong(), random.nextLong())), weights)]++;
        }
        for (int drive = 0; drive < 3; drive++) {
            double share = weights[drive] / (double) (8L << 40);
            assertThat(wins[drive] / (double) BLOBS).isCloseTo(share, within(0.01));
        }
    }

    @Test
    void score_withADriveMore_movesBlobsOnlyToIt() {
        Random random = new Random(4);
        for (int round = 0; round < 1_000; round++) {
            BlobId blob = new BlobId(new UUID(random.nextLong(), random.nextLong()));
            int before = winner(blob, new long[] {7, 7, 7});
            int after = winner(blob, new long[] {7, 7, 7, 7});
            assertThat(after).isIn(before, 3);
        }
    }

    @Test
    void choose_whileADriveIsLost_asksItForNothing(@TempDir Path root) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, 3, 1)) {
            fixture.drives.get(1).lose();
            Placement placement = new Placement(fixture.drives, new Layout(3, 1));
            assertThat(placement.choose(new BlobId(new UUID(5, 6)), Redundancy.FULL).drives())
                    .containsExactlyInAnyOrder(fixture.drives.get(0), fixture.drives.get(2));
            assertThat(fixture.stores.get(0).looks).hasPositiveValue();
            assertThat(fixture.stores.get(1).looks).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"6, 3, 1", "8, 4, 2", "4, 2, 1", "3, 1, 1", "1, 0, 0"})
    void choose_withReducedRedundancy_takesHalfTheParity(
            int count, int parity, int reduced, @TempDir Path root) throws IOException {
        try (BlobFixture fixture = new BlobFixture(root, count, parity)) {
            Placement placement = new Placement(fixture.drives, new Layout(count, parity));
            BlobId blob = new BlobId(new UUID(5, 6));
            Placement.Chosen full = placement.choose(blob, Redundancy.FULL);
            Placement.Chosen less = placement.choose(blob, Redundancy.REDUCED);
            assertThat(full.parityShards()).isEqualTo(parity);
            assertThat(less.parityShards()).isEqualTo(reduced);
            assertThat(less.dataShards()).isEqualTo(full.dataShards());
            assertThat(less.drives())
                    .isEqualTo(full.drives().subList(0, full.dataShards() + reduced));
        }
    }

    private static int winner(BlobId blob, long[] weights) {
        int best = 0;
        double bestScore = -1;
        for (int drive = 0; drive < weights.length; drive++) {
            double score = Placement.score(blob, new DriveId(new UUID(9, drive)), weights[drive]);
            if (score > bestScore) {
                best = drive;
                bestScore = score;
            }
        }
        return best;
    }
}
