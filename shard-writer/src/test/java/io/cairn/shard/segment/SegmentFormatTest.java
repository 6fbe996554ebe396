package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.index.InMemoryIndexes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentFormatTest {
    private static final ShardRef SHARD =
            new ShardRef(
                    new BlobId(new UUID(0x0197_7000_0000_7abcL, 0x8123_4567_89ab_cdefL)), 3, 1);

    /// The pictures' fields in order, with their widths.
    private static final int[][] HEADER = {
        {SegmentHeaderLayout.MAGIC, 8},
        {SegmentHeaderLayout.VERSION, 2},
        {SegmentHeaderLayout.ZERO, 2},
        {SegmentHeaderLayout.HEADER_BYTES, 4},
        {SegmentHeaderLayout.NUMBER, 8},
        {SegmentHeaderLayout.BOOT, 8},
        {SegmentHeaderLayout.DRIVE_ID, 16},
        {SegmentHeaderLayout.SALT, 8},
        {SegmentHeaderLayout.ZERO_END, 4},
        {SegmentHeaderLayout.CRC, 4},
        {SegmentHeaderLayout.BYTES, 0},
    };

    private static final int[][] BATCH = {
        {BatchLayout.MAGIC, 8},
        {BatchLayout.NUMBER, 8},
        {BatchLayout.OFFSET, 8},
        {BatchLayout.SALT, 8},
        {BatchLayout.SEQUENCE, 8},
        {BatchLayout.PAYLOAD_BYTES, 4},
        {BatchLayout.RECORDS, 4},
        {BatchLayout.SEALED, 4},
        {BatchLayout.ZERO, 4},
        {BatchLayout.PAYLOAD_CRC, 4},
        {BatchLayout.CRC, 4},
        {BatchLayout.BYTES, 0},
    };

    private static final int[][] RECORD = {
        {RecordLayout.MAGIC, 4},
        {RecordLayout.KIND, 2},
        {RecordLayout.ZERO, 2},
        {RecordLayout.RECORD_BYTES, 4},
        {RecordLayout.PAYLOAD_BYTES, 4},
        {RecordLayout.FROM_NUMBER, 8},
        {RecordLayout.FROM_OFFSET, 4},
        {RecordLayout.CRC, 4},
        {RecordLayout.BYTES, 0},
    };

    private static final int[][] TOMBSTONE = {
        {RecordLayout.TOMBSTONE_BLOB, 16},
        {RecordLayout.TOMBSTONE_INDEX, 4},
        {RecordLayout.TOMBSTONE_GENERATION, 4},
        {RecordLayout.TOMBSTONE_BYTES, 0},
    };

    @TempDir Path root;

    @Test
    void fields_asDrawn_followEachOtherWithoutGap() {
        for (int[][] picture : new int[][][] {HEADER, BATCH, RECORD, TOMBSTONE}) {
            int next = 0;
            for (int[] field : picture) {
                assertThat(field[0]).isEqualTo(next);
                assertThat(field[1] == 0 ? 0 : field[0] % Math.min(field[1], 8)).isZero();
                next += field[1];
            }
        }
    }

    @Test
    void segment_ofAKnownShardAndATombstone_isTheGoldenOne() throws IOException {
        RandomGenerator salts = () -> 0x5a17_5a17_5a17_5a17L;
        PackedShardStore.Options options =
                PackedSamples.options(
                        new FileSystemDisk(),
                        new InMemoryIndexes(new Random(1)),
                        PackedSamples.TINY,
                        1);
        PackedShardStore store =
                PackedShardStore.openWithoutThreads(
                        root,
                        PackedSamples.boot(7),
                        new PackedShardStore.Options(
                                options.disk(),
                                options.indexes(),
                                options.drive(),
                                options.reserve(),
                                options.buffersMax(),
                                options.settings(),
                                salts));
        store.write(PackedSamples.made(SHARD), new byte[] {1, 2, 3, 4, 5}, 0, 5);
        store.delete(SHARD);
        store.syncDeletions();
        store.close();
        byte[] file = Files.readAllBytes(root.resolve("segments/0000000000000001.seg"));
        assertThat(file).hasSize(4 * SegmentHeaderLayout.PAGE_BYTES);
        assertThat(hex(file, 0, 64)).isEqualTo(HEADER_GOLDEN);
        assertThat(hex(file, SegmentHeaderLayout.COPY, 64)).isEqualTo(HEADER_GOLDEN);
        assertThat(hex(file, 4096, SHARD_GOLDEN.length() / 2)).isEqualTo(SHARD_GOLDEN);
        assertThat(hex(file, 8192, TOMBSTONE_GOLDEN.length() / 2)).isEqualTo(TOMBSTONE_GOLDEN);
        assertThat(hex(file, 12288, 64)).isEqualTo(SEAL_GOLDEN);
    }

    @Test
    void header_withOneOfTheTwoLost_isRead() {
        SegmentName name = new SegmentName(9, 3, PackedSamples.DRIVE, 77);
        byte[] page = name.page().array();
        assertThat(SegmentName.parse(ByteBuffer.wrap(page))).contains(name);
        Arrays.fill(page, 0, 512, (byte) 0);
        assertThat(SegmentName.parse(ByteBuffer.wrap(page))).contains(name);
        Arrays.fill(page, SegmentHeaderLayout.COPY, 2560, (byte) 0);
        assertThat(SegmentName.parse(ByteBuffer.wrap(page))).isEmpty();
    }

    @Test
    void record_inAnyOtherPlace_isNone() {
        SegmentName name = new SegmentName(9, 3, PackedSamples.DRIVE, 77);
        ByteBuffer record = ByteBuffer.allocate(RecordLayout.recordBytes(24));
        RecordFrame frame = new RecordFrame(RecordKind.TOMBSTONE, 24, RecordLocation.NONE);
        RecordFrame.putTombstone(SHARD, record.slice(RecordLayout.BYTES, 24));
        frame.encode(name, 4160, record);
        assertThat(RecordFrame.parse(name, 4160, record)).contains(frame);
        assertThat(RecordFrame.parse(name, 4168, record)).isEmpty();
        SegmentName older = new SegmentName(8, 3, PackedSamples.DRIVE, 77);
        assertThat(RecordFrame.parse(older, 4160, record)).isEmpty();
        SegmentName again = new SegmentName(9, 3, PackedSamples.DRIVE, 78);
        assertThat(RecordFrame.parse(again, 4160, record)).isEmpty();
    }

    private static String hex(byte[] file, int from, int length) {
        return HexFormat.of().formatHex(file, from, from + length);
    }

    // The CRCs were computed by another program.
    private static final String HEADER_GOLDEN =
            "434149524e534547000100000000004000000000000000010000000000000007"
                    + "01977420dc007b518c1d0a9e8f7b6c5d5a175a175a175a1700000000c23b1082";
    private static final String SHARD_GOLDEN =
            "434149524e424154000000000000000100000000000010005a175a175a175a17"
                    + "0000000000000000000000c000000001000000000000000014cbf23912b17cde"
                    + "4352454300010000000000c000000099000000000000000000000000493bd6cd"
                    + "434149524e53484400010000000000900197700000007abc8123456789abcdef"
                    + "0000000300000001000200020010000000000000000000050000000000000029"
                    + "0000000000000007000001977420dc7b11112222333344445555666677778888"
                    + "0123456789abcdef0fedcba9876543210006000d0001000070686f746f733230"
                    + "32362fc3a420622e6a7067000263566001020304052fcee23300000000000000";
    private static final String TOMBSTONE_GOLDEN =
            "434149524e424154000000000000000100000000000020005a175a175a175a17"
                    + "000000000000000100000038000000010000000000000000c3e2d0aac03681ac"
                    + "43524543000200000000003800000018000000000000000000000000527b3735"
                    + "0197700000007abc8123456789abcdef0000000300000001";
    private static final String SEAL_GOLDEN =
            "434149524e424154000000000000000100000000000030005a175a175a175a17"
                    + "000000000000000200000000000000000000000100000000000000007258e156";
}
