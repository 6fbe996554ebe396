package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A file that refuses writes which are not aligned.
final class DirectFile extends ForwardingFile {
    DirectFile(DiskFile file) {
        super(file);
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
        super.write(source, position);
    }
}
