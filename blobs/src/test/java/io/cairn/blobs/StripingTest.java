package io.cairn.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StripingTest {
    private static final long LARGEST_OBJECT_BYTES = 5L << 40;

    @Test
    void shards_ofTheLargestObject_areCountedWithoutOverflow() {
        long length = LARGEST_OBJECT_BYTES - 1;
        for (int dataShards : new int[] {1, 2, 12}) {
            Striping striping = new Striping(1 << 20, dataShards, 2);
            long last = length >> 20;
            assertThat(striping.contentBytes(length, last)).isEqualTo((1 << 20) - 1);
            long shardBytes = striping.shardBytes(length);
            assertThat(shardBytes)
                    .isEqualTo(striping.shardOffset(last) + striping.unitBytes((1 << 20) - 1));
            assertThat(shardBytes * dataShards).isBetween(length, length + (last + 1) * dataShards);
        }
    }
}
