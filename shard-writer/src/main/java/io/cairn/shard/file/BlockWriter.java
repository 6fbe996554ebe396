package io.cairn.shard.file;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Writes the blocks of one shard to its file. Keeps nothing back between calls but the CRC of the
/// block that is not full, so that a waiting writer holds no buffer. Used by one thread at a time.
final class BlockWriter {
    private final DiskFile file;
    private final ByteBuffer seed;
    private final CRC32C crc = new CRC32C();
    private long position;
    private long dataBytes;

    /// Writes from `position` on.
    BlockWriter(DiskFile file, ShardRef shard, long position) {
        this.file = file;
        this.seed = Blocks.seed(shard);
        this.position = position;
    }

    /// Data bytes so far.
    long dataBytes() {
        return dataBytes;
    }

    /// Adds data. What is in `buffer` already goes before it; some of it may stay there.
    void append(byte[] bytes, int offset, int length, ByteBuffer buffer) throws IOException {
        int done = 0;
        while (done < length) {
            int filled = (int) (dataBytes % Blocks.DATA_BYTES);
            if (filled == 0) {
                Blocks.begin(crc, seed, dataBytes / Blocks.DATA_BYTES);
            }
            if (buffer.remaining() < Blocks.STORED_BYTES) {
                flush(buffer);
            }
            int count = Math.min(length - done, Blocks.DATA_BYTES - filled);
            crc.update(bytes, offset + done, count);
            buffer.put(bytes, offset + done, count);
            dataBytes += count;
            done += count;
            if (filled + count == Blocks.DATA_BYTES) {
                buffer.putInt((int) crc.getValue());
            }
        }
    }

    /// Ends the last block.
    void finish(ByteBuffer buffer) throws IOException {
        if (dataBytes % Blocks.DATA_BYTES != 0) {
            if (buffer.remaining() < Blocks.CRC_BYTES) {
                flush(buffer);
            }
            buffer.putInt((int) crc.getValue());
        }
    }

    /// Writes what is in `buffer` and empties it.
    void flush(ByteBuffer buffer) throws IOException {
        buffer.flip();
        int count = buffer.remaining();
        if (count > 0) {
            file.write(buffer, position);
            position += count;
        }
        buffer.clear();
    }
}
