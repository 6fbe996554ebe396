package io.cairn.shard.file;

import io.cairn.shard.ExpectedShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardDamagedException.Damage;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Reads and verifies the blocks of one shard file. Used by one thread at a time.
public final class BlockReader {
    private final DiskFile file;
    private final ExpectedShard shard;
    private final int headerBytes;
    private final ByteBuffer seed;
    private final CRC32C crc = new CRC32C();

    /// Reads from `file`, which begins with a header of `headerBytes`.
    public BlockReader(DiskFile file, ExpectedShard shard, int headerBytes) {
        this.file = file;
        this.shard = shard;
        this.headerBytes = headerBytes;
        this.seed = Blocks.seed(shard.shard());
    }

    /// Where in the file the block begins that holds data byte `from`.
    public static long storedStart(int headerBytes, long from) {
        return headerBytes + from / Blocks.DATA_BYTES * Blocks.STORED_BYTES;
    }

    /// Where in the file the block ends that holds the data byte before `end`.
    public static long storedEnd(int headerBytes, long dataBytes, long end) {
        long blocks = (end + Blocks.DATA_BYTES - 1) / Blocks.DATA_BYTES;
        return headerBytes + Blocks.storedBytes(Math.min(dataBytes, blocks * Blocks.DATA_BYTES));
    }

    /// Reads `length` data bytes from `from` on by way of `buffer`.
    public void read(long from, byte[] target, int targetOffset, int length, ByteBuffer buffer)
            throws IOException {
        int blocksMax = buffer.capacity() / Blocks.STORED_BYTES;
        long next = from;
        long end = from + length;
        while (next < end) {
            long blockStart = next / Blocks.DATA_BYTES * Blocks.DATA_BYTES;
            long until = Math.min(end, blockStart + (long) blocksMax * Blocks.DATA_BYTES);
            long start = storedStart(headerBytes, next);
            int stored = (int) (storedEnd(headerBytes, shard.dataBytes(), until) - start);
            buffer.clear().limit(stored);
            int count = file.read(buffer, start);
            if (count < stored) {
                throw corrupt("file ends at " + (start + count));
            }
            int wanted = (int) (until - next);
            copy(buffer, 0, next, target, targetOffset + (int) (next - from), wanted);
            next = until;
        }
    }

    /// Verifies the blocks in `buffer` (from `bufferOffset`, where the block of `from` begins) and
    /// copies `length` data bytes out of them.
    public void copy(
            ByteBuffer buffer,
            int bufferOffset,
            long from,
            byte[] target,
            int targetOffset,
            int length)
            throws ShardDamagedException {
        long next = from;
        long end = from + length;
        int stored = bufferOffset;
        while (next < end) {
            long number = next / Blocks.DATA_BYTES;
            long blockStart = number * Blocks.DATA_BYTES;
            int blockBytes = (int) Math.min(Blocks.DATA_BYTES, shard.dataBytes() - blockStart);
            verify(buffer, stored, blockBytes, number);
            int skipped = (int) (next - blockStart);
            int count = (int) Math.min(end - next, blockBytes - skipped);
            buffer.get(stored + skipped, target, targetOffset + (int) (next - from), count);
            next += count;
            stored += blockBytes + Blocks.CRC_BYTES;
        }
    }

    private void verify(ByteBuffer buffer, int stored, int blockBytes, long number)
            throws ShardDamagedException {
        Blocks.begin(crc, seed, number);
        buffer.clear().limit(stored + blockBytes).position(stored);
        crc.update(buffer);
        buffer.clear();
        int expected = buffer.getInt(stored + blockBytes);
        if ((int) crc.getValue() != expected) {
            throw corrupt(
                    "CRC of block %d is %08x, stored %08x"
                            .formatted(number, (int) crc.getValue(), expected));
        }
    }

    private ShardDamagedException corrupt(String detail) {
        return new ShardDamagedException(shard.shard(), Damage.CORRUPT, detail);
    }
}
