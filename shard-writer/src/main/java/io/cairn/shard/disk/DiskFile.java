package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file. Positions are absolute; used by one thread at a time, unless it comes from
/// [Disk#openShared].
public interface DiskFile extends AutoCloseable {
    /// Reads from `position` until `target` is full or the file ends; the number of bytes read.
    int read(ByteBuffer target, long position) throws IOException;

    /// Writes all that remains in `source`. Not durable.
    void write(ByteBuffer source, long position) throws IOException;

    /// The length of the file.
    long size() throws IOException;

    /// Cuts the file to `length`, if it is longer. Not durable.
    void truncate(long length) throws IOException;

    /// Makes all bytes written so far, and the length, durable. After a failure nothing is known of
    /// any of them.
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
