package io.cairn.shard.file;

import io.cairn.platform.Check;
import io.cairn.shard.ShardRead;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.format.BlockBuffers;
import io.cairn.shard.format.BlockReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An open shard file whose header was verified.
public final class FileShardRead implements ShardRead {
    private static final Logger LOG = LoggerFactory.getLogger(FileShardRead.class);

    private final DiskFile file;
    private final BlockReader blocks;
    private final BlockBuffers buffers;
    private final long dataBytes;

    /// Reads through `blocks` and closes `file` at the end.
    public FileShardRead(DiskFile file, BlockReader blocks, BlockBuffers buffers, long dataBytes) {
        this.file = file;
        this.blocks = blocks;
        this.buffers = buffers;
        this.dataBytes = dataBytes;
    }

    @Override
    public void read(long from, ByteBuffer target, int targetOffset, int length)
            throws IOException {
        Check.argument(
                from >= 0 && length >= 0 && from + length <= dataBytes,
                "%d bytes from %d of a shard of %d",
                length,
                from,
                dataBytes);
        ByteBuffer buffer = buffers.take();
        try {
            blocks.read(from, target, targetOffset, length, buffer);
        } finally {
            buffers.give(buffer);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("cannot close a shard file after reading", e);
        }
    }
}
