package io.cairn.shard.format;

import io.cairn.shard.ExpectedShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardDamagedException.Damage;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Reads and verifies the blocks of one shard file. Whole blocks go straight to a target outside
/// the heap, all others by way of a buffer. Used by one thread at a time.
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

    /// Whether a read of `length` bytes into `target` is better without a buffer on the way.
    public static boolean readsInPlace(ByteBuffer target, int length) {
        return target.isDirect() && length > Blocks.DATA_BYTES;
    }

    /// Reads `length` data bytes from `from` on; may use `buffer` on the way.
    public void read(long from, ByteBuffer target, int targetOffset, int length, ByteBuffer buffer)
            throws IOException {
        boolean inPlace = readsInPlace(target, length);
        ByteBuffer place = target.duplicate().limit(targetOffset + length);
        int blocksMax = inPlace ? 1 : buffer.capacity() / Blocks.STORED_BYTES;
        long next = from;
        long end = from + length;
        while (next < end) {
            int offset = targetOffset + (int) (next - from);
            long blockStart = next / Blocks.DATA_BYTES * Blocks.DATA_BYTES;
            long until = Math.min(end, blockStart + (long) blocksMax * Blocks.DATA_BYTES);
            boolean whole =
                    next == blockStart && until == Math.min(shard.dataBytes(), blockEnd(next));
            if (inPlace && whole) {
                readBlock(next, place.position(offset), (int) (until - next), buffer);
            } else {
                long start = storedStart(headerBytes, next);
                fill(buffer, storedEnd(headerBytes, shard.dataBytes(), until) - start, start);
                copy(buffer, 0, next, target, offset, (int) (until - next));
            }
            next = until;
        }
    }

    /// Reads the block of `from` to the position of `place`, with its CRC behind it, where the next
    /// block comes over it; the last one's goes to `buffer`, since what follows there may be
    /// another's.
    private void readBlock(long from, ByteBuffer place, int blockBytes, ByteBuffer buffer)
            throws IOException {
        int offset = place.position();
        int limit = place.limit();
        long start = storedStart(headerBytes, from);
        int expected;
        if (limit - offset >= blockBytes + Blocks.CRC_BYTES) {
            place.limit(offset + blockBytes + Blocks.CRC_BYTES);
            readFully(place, start);
            expected = place.getInt(offset + blockBytes);
        } else {
            place.limit(offset + blockBytes);
            readFully(place, start);
            fill(buffer, Blocks.CRC_BYTES, start + blockBytes);
            expected = buffer.getInt(0);
        }
        check(place.limit(offset + blockBytes).position(offset), from, expected);
        place.limit(limit);
    }

    private void fill(ByteBuffer buffer, long stored, long start) throws IOException {
        buffer.clear().limit((int) stored);
        readFully(buffer, start);
    }

    private void readFully(ByteBuffer target, long start) throws IOException {
        int wanted = target.remaining();
        int count = file.read(target, start);
        if (count < wanted) {
            throw corrupt("file ends at " + (start + count));
        }
    }

    private static long blockEnd(long from) {
        return (from / Blocks.DATA_BYTES + 1) * Blocks.DATA_BYTES;
    }

    /// Verifies the blocks in `buffer` (from `bufferOffset`, where the block of `from` begins) and
    /// copies `length` data bytes out of them.
    public void copy(
            ByteBuffer buffer,
            int bufferOffset,
            long from,
            ByteBuffer target,
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
            int expected = buffer.getInt(stored + blockBytes);
            check(buffer.limit(stored + blockBytes).position(stored), blockStart, expected);
            buffer.clear();
            int skipped = (int) (next - blockStart);
            int count = (int) Math.min(end - next, blockBytes - skipped);
            int offset = targetOffset + (int) (next - from);
            target.put(offset, buffer, stored + skipped, count);
            next += count;
            stored += blockBytes + Blocks.CRC_BYTES;
        }
    }

    /// Compares the CRC of the block of `from`, which is what remains in `block`.
    private void check(ByteBuffer block, long from, int expected) throws ShardDamagedException {
        long number = from / Blocks.DATA_BYTES;
        Blocks.begin(crc, seed, number);
        crc.update(block);
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
