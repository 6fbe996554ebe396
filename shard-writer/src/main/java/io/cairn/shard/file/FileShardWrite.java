package io.cairn.shard.file;

import io.cairn.shard.NewShard;
import io.cairn.shard.ShardWrite;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.format.BlockWriter;
import io.cairn.shard.format.ShardHeaderCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A shard file under its temporary name, written past the page cache: what is written once and
/// rarely read soon would only push out what is read. The header is written last, when the length
/// is known: a file without one is no shard. Keeps a buffer until it ends if one is to be had, so
/// that short appends become long writes; without one, each append is written at once.
final class FileShardWrite implements ShardWrite {
    private final FileShardStore store;
    private final NewShard shard;
    private final Path temporary;
    private final DiskFile file;
    private final BlockWriter blocks;
    private @Nullable ByteBuffer kept;
    private boolean ended;

    FileShardWrite(FileShardStore store, NewShard shard, Path temporary, DiskFile file) {
        this.store = store;
        this.shard = shard;
        this.temporary = temporary;
        this.file = file;
        int headerBytes = ShardHeaderCodec.headerBytes(shard.owner());
        this.blocks = new BlockWriter(file, shard.shard(), headerBytes);
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
        store.admit(length);
        if (kept == null) {
            kept = store.buffers().tryKeep();
        }
        if (kept != null) {
            blocks.append(bytes, offset, length, kept);
            return;
        }
        ByteBuffer buffer = store.buffers().take();
        try {
            blocks.append(bytes, offset, length, buffer);
            blocks.suspend(buffer);
        } finally {
            store.buffers().give(buffer);
        }
    }

    @Override
    public void commit() throws IOException {
        ByteBuffer buffer = kept == null ? store.buffers().take() : kept;
        try {
            blocks.finish(store.header(shard, blocks.dataBytes()), buffer);
        } finally {
            if (kept == null) {
                store.buffers().give(buffer);
            }
            release();
        }
        file.sync();
        file.close();
        store.publish(temporary, shard.shard());
        ended = true;
    }

    @Override
    public void abort() {
        if (!ended) {
            ended = true;
            release();
            store.remove(file, temporary, shard.shard());
        }
    }

    private void release() {
        if (kept != null) {
            store.buffers().giveKept(kept);
            kept = null;
        }
    }
}
