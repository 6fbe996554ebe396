package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file that refuses writes which are not aligned.
record DirectFile(DiskFile file) implements DiskFile {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        boolean aligned =
                position % Disk.ALIGNMENT == 0
                        && source.remaining() % Disk.ALIGNMENT == 0
                        && source.alignmentOffset(source.position(), Disk.ALIGNMENT) == 0;
        if (!aligned) {
            throw new IOException(
                    "%d bytes at %d are not aligned".formatted(source.remaining(), position));
        }
        file.write(source, position);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void truncate(long length) throws IOException {
        file.truncate(length);
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
