package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file that does what another does, but for what a subclass changes.
public class ForwardingFile implements DiskFile {
    private final DiskFile file;

    public ForwardingFile(DiskFile file) {
        this.file = file;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
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
