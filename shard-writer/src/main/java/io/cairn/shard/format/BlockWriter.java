package io.cairn.shard.format;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Writes a shard's file past the page cache, so in whole multiples of [Disk#ALIGNMENT], the
/// beginning with the header last. What is appended gathers in a buffer, which the caller brings
/// along: the same each time, or after [#suspend] another one. Used by one thread at a time.
public final class BlockWriter {
    private final DiskFile file;
    private final int headerBytes;
    private final ByteBuffer seed;
    private final CRC32C crc = new CRC32C();
    private final byte[] first = new byte[Disk.ALIGNMENT];
    private final byte[] rest = new byte[Disk.ALIGNMENT];
    private int restBytes;
    private long position;
    private long dataBytes;

    /// Leaves `headerBytes` for the header.
    public BlockWriter(DiskFile file, ShardRef shard, int headerBytes) {
        this.file = file;
        this.headerBytes = headerBytes;
        this.seed = Blocks.seed(shard);
        this.restBytes = headerBytes;
    }

    /// Data bytes so far.
    public long dataBytes() {
        return dataBytes;
    }

    /// Adds data to `buffer`, and writes it when it is full.
    public void append(byte[] bytes, int offset, int length, ByteBuffer buffer) throws IOException {
        resume(buffer);
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

    /// Writes what is in `buffer` and keeps what does not fill a multiple: the next call may bring
    /// another buffer, which is empty.
    public void suspend(ByteBuffer buffer) throws IOException {
        flush(buffer);
        restBytes = buffer.position();
        buffer.get(0, rest, 0, restBytes);
    }

    private void resume(ByteBuffer buffer) {
        buffer.put(rest, 0, restBytes);
        restBytes = 0;
    }

    /// Ends the last block, writes what is left and puts `header` at the beginning, all by way of
    /// `buffer`. Not durable yet.
    public void finish(ShardHeader header, ByteBuffer buffer) throws IOException {
        resume(buffer);
        if (dataBytes % Blocks.DATA_BYTES != 0) {
            buffer.putInt((int) crc.getValue());
        }
        long length = position + buffer.position();
        pad(buffer);
        flush(buffer);
        ShardHeaderCodec.encode(header, buffer);
        buffer.put(first, headerBytes, first.length - headerBytes);
        file.write(buffer.flip(), 0);
        file.truncate(length);
    }

    private static void pad(ByteBuffer buffer) {
        while (buffer.position() % Disk.ALIGNMENT != 0) {
            buffer.put((byte) 0);
        }
    }

    /// Writes as much of the buffer as may be, but for the first multiple of the file, and moves
    /// what is left to its beginning.
    private void flush(ByteBuffer buffer) throws IOException {
        int count = buffer.position() / Disk.ALIGNMENT * Disk.ALIGNMENT;
        int from = 0;
        buffer.flip();
        int end = buffer.limit();
        if (position == 0 && count > 0) {
            buffer.get(0, first);
            from = Disk.ALIGNMENT;
        }
        if (count > from) {
            file.write(buffer.position(from).limit(count), position + from);
        }
        position += count;
        buffer.limit(end).position(count);
        buffer.compact();
    }
}
