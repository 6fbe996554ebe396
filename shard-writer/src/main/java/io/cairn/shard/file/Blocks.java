package io.cairn.shard.file;

import io.cairn.schemas.event.ShardRef;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The data of a shard file: blocks of [#DATA_BYTES], the last one shorter, each followed by its
/// CRC32C. The CRC covers blob id, index, generation and block number (32 bytes, big-endian) before
/// the data, so that a whole block in the wrong place is not taken for the right one.
final class Blocks {
    /// Data bytes of a block.
    static final int DATA_BYTES = 64 * 1024;

    static final int CRC_BYTES = 4;

    /// Data and CRC of a full block.
    static final int STORED_BYTES = DATA_BYTES + CRC_BYTES;

    private static final int SEED_BYTES = 32;
    private static final int SEED_NUMBER = 24;

    private Blocks() {}

    /// The bytes before the data that a block's CRC covers; the number is set by [#begin].
    static ByteBuffer seed(ShardRef shard) {
        return ByteBuffer.allocate(SEED_BYTES)
                .putLong(shard.blob().value().getMostSignificantBits())
                .putLong(shard.blob().value().getLeastSignificantBits())
                .putInt(shard.index())
                .putInt(shard.generation());
    }

    /// Starts the CRC of block `number`.
    static void begin(CRC32C crc, ByteBuffer seed, long number) {
        crc.reset();
        seed.putLong(SEED_NUMBER, number);
        crc.update(seed.array(), 0, SEED_BYTES);
    }

    /// The length of data and CRCs in the file.
    static long storedBytes(long dataBytes) {
        return dataBytes + (dataBytes + DATA_BYTES - 1) / DATA_BYTES * CRC_BYTES;
    }
}
