package io.cairn.shard.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShardHeaderLayoutTest {
    /// The picture's fields in order, with their widths.
    private static final int[][] FIELDS = {
        {ShardHeaderLayout.MAGIC, 8},
        {ShardHeaderLayout.VERSION, 2},
        {ShardHeaderLayout.ZERO, 2},
        {ShardHeaderLayout.HEADER_BYTES, 4},
        {ShardHeaderLayout.BLOB_ID, 16},
        {ShardHeaderLayout.INDEX, 4},
        {ShardHeaderLayout.GENERATION, 4},
        {ShardHeaderLayout.DATA_SHARDS, 2},
        {ShardHeaderLayout.PARITY_SHARDS, 2},
        {ShardHeaderLayout.STRIPE_BYTES, 4},
        {ShardHeaderLayout.DATA_BYTES, 8},
        {ShardHeaderLayout.BASE, 8},
        {ShardHeaderLayout.BOOT, 8},
        {ShardHeaderLayout.CREATED, 8},
        {ShardHeaderLayout.BUCKET_ID, 16},
        {ShardHeaderLayout.EVENT_ID, 16},
        {ShardHeaderLayout.BUCKET_NAME_BYTES, 2},
        {ShardHeaderLayout.KEY_BYTES, 2},
        {ShardHeaderLayout.BLOCK_BYTES, 4},
        {ShardHeaderLayout.TEXT, 0},
    };

    @Test
    void fields_asDrawn_followEachOtherWithoutGap() {
        int next = 0;
        for (int[] field : FIELDS) {
            assertThat(field[0]).isEqualTo(next);
            assertThat(field[1] == 0 ? 0 : field[0] % Math.min(field[1], 8)).isZero();
            next += field[1];
        }
    }

    @Test
    void headerBytes_ofAnyTexts_isAlignedAndHoldsThem() {
        for (int name = 0; name <= 255; name += 5) {
            for (int key = 1; key <= 1024; key += 31) {
                int bytes = ShardHeaderLayout.headerBytes(name, key);
                assertThat(bytes % ShardHeaderLayout.ALIGNMENT).isZero();
                int slack =
                        bytes - ShardHeaderLayout.TEXT - name - key - ShardHeaderLayout.CRC_BYTES;
                assertThat(slack).isBetween(0, ShardHeaderLayout.ALIGNMENT - 1);
            }
        }
        assertThat(ShardHeaderLayout.headerBytes(255, 1024))
                .isEqualTo(ShardHeaderLayout.HEADER_BYTES_MAX);
    }
}
