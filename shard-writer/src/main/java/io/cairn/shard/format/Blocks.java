package io.cairn.shard.format;

import io.cairn.schemas.event.ShardRef;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The data of a shard file: blocks of [#DATA_BYTES], the last one shorter, each followed by its
/// CRC32C. The CRC covers blob id, index, generation and block number (32 bytes, big-endian) before
/// the data, so that a whole block in the wrong place is not taken for the right one.
public final class Blocks {
    /// Data bytes of a block.
    public static final int DATA_BYTES = 64 * 1024;

    public static final int CRC_BYTES = 4;

    /// Data and CRC of a full block.
    public static final int STORED_BYTES = DATA_BYTES + CRC_BYTES;

    private static final int SEED_BYTES = 32;
    private static final int SEED_NUMBER = 24;

    private Blocks() {}

    /// The bytes before the data that a block's CRC covers; the number is set by [#begin].
    public static ByteBuffer seed(ShardRef shard) {
        return ByteBuffer.allocate(SEED_BYTES)
                .putLong(shard.blob().value().getMostSignificantBits())
                .putLong(shard.blob().value().getLeastSignificantBits())
                .putInt(shard.index())
                .putInt(shard.generation());
    }

    /// Starts the CRC of block `number`.
    public static void begin(CRC32C crc, ByteBuffer seed, long number) {
        crc.reset();
        seed.putLong(SEED_NUMBER, number);
        crc.update(seed.array(), 0, SEED_BYTES);
    }

    /// The length of data and CRCs in the file.
    public static long storedBytes(long dataBytes) {
        return dataBytes + (dataBytes + DATA_BYTES - 1) / DATA_BYTES * CRC_BYTES;
    }

    /// Writes `length` data bytes with their CRCs to the target's position and moves it behind.
    public static void encode(
            ShardRef shard, byte[] bytes, int offset, int length, ByteBuffer target) {
        ByteBuffer seed = seed(shard);
        CRC32C crc = new CRC32C();
        int done = 0;
        while (done < length) {
            int count = Math.min(DATA_BYTES, length - done);
            begin(crc, seed, done / DATA_BYTES);
            crc.update(bytes, offset + done, count);
            target.put(bytes, offset + done, count).putInt((int) crc.getValue());
            done += count;
        }
    }

    /// Whether the `dataBytes` stored from the source's position on are what was written. Moves it
    /// behind them if so.
    public static boolean verify(ShardRef shard, ByteBuffer source, long dataBytes) {
        ByteBuffer seed = seed(shard);
        CRC32C crc = new CRC32C();
        long done = 0;
        while (done < dataBytes) {
            int count = (int) Math.min(DATA_BYTES, dataBytes - done);
            if (source.remaining() < count + CRC_BYTES) {
                return false;
            }
            begin(crc, seed, done / DATA_BYTES);
            crc.update(source.slice(source.position(), count));
            source.position(source.position() + count);
            if (source.getInt() != (int) crc.getValue()) {
                return false;
            }
            done += count;
        }
        return true;
    }
}
