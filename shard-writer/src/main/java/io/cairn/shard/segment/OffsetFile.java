package io.cairn.shard.segment;

import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A part of a file that is read as if it were one.
record OffsetFile(DiskFile file, long start) implements DiskFile {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, start + position);
    }

    @Override
    public void write(ByteBuffer source, long position) {
        throw new UnsupportedOperationException("a part of a file is not written");
    }

    @Override
    public long size() throws IOException {
        return file.size() - start;
    }

    @Override
    public void truncate(long length) {
        throw new UnsupportedOperationException("a part of a file is not cut");
    }

    @Override
    public void sync() {
        throw new UnsupportedOperationException("a part of a file is not synced");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
