package io.cairn.shard.segment;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A segment as readers see it: opened when first read, closed when nobody reads it and others need
/// its place, or when it was retired and its last reader has gone. Safe for use by many threads.
final class SegmentFile {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFile.class);

    private final Disk disk;
    private final Path path;
    private final SegmentName name;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable DiskFile file;

    @GuardedBy("lock")
    private int readers;

    @GuardedBy("lock")
    private boolean retired;

    @GuardedBy("lock")
    private boolean touched;

    SegmentFile(Disk disk, Path path, SegmentName name) {
        this.disk = disk;
        this.path = path;
        this.name = name;
    }

    SegmentName name() {
        return name;
    }

    Path path() {
        return path;
    }

    /// A view of the file for one reader, who closes it; throws NoSuchFileException if it is
    /// retired.
    DiskFile read() throws IOException {
        lock.lock();
        try {
            if (retired) {
                throw new NoSuchFileException(path.toString());
            }
            DiskFile open = file;
            if (open == null) {
                open = disk.openShared(path);
                file = open;
            }
            readers++;
            touched = true;
            return new Reader(this, open);
        } finally {
            lock.unlock();
        }
    }

    /// Lets nobody read it any more; who reads it goes on.
    void retire() {
        lock.lock();
        try {
            retired = true;
            closeIfIdle();
        } finally {
            lock.unlock();
        }
    }

    /// Closes the file if it is open, nobody reads it, and nobody did since the last call.
    void closeIfUnused() {
        lock.lock();
        try {
            if (!touched) {
                closeIfIdle();
            }
            touched = false;
        } finally {
            lock.unlock();
        }
    }

    boolean open() {
        lock.lock();
        try {
            return file != null;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            readers--;
            if (retired) {
                closeIfIdle();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void closeIfIdle() {
        DiskFile open = file;
        if (open != null && readers == 0) {
            file = null;
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("cannot close {}", path, e);
            }
        }
    }

    /// One reader's hold on the file.
    private static final class Reader implements DiskFile {
        private final SegmentFile segment;
        private final DiskFile file;
        private boolean closed;

        Reader(SegmentFile segment, DiskFile file) {
            this.segment = segment;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException("readers do not write");
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long length) {
            throw new UnsupportedOperationException("readers do not cut");
        }

        @Override
        public void sync() {
            throw new UnsupportedOperationException("readers do not sync");
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                segment.leave();
            }
        }
    }
}
