package io.cairn.api.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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
