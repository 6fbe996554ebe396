package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A disk that does one thing wrong, as code above it would that had the mistake: for showing that
/// tests would find it.
public final class WrongDisk implements Disk {
    private final Disk disk;
    private final Mistake mistake;
    private final List<Path[]> renames = new ArrayList<>();

    public WrongDisk(Disk disk, Mistake mistake) {
        this.disk = disk;
        this.mistake = mistake;
    }

    /// What is wrong.
    public enum Mistake {
        /// Files that are appended to are not synced.
        NO_SYNC,
        /// A cut goes a page too far back.
        CUT_SHORT,
        /// A directory is synced before the rename into it instead of after it.
        RENAME_AFTER_SYNC,
        /// Directories are not synced.
        NO_DIRECTORY_SYNC
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return disk.create(file);
    }

    @Override
    public DiskFile createDirect(Path file) throws IOException {
        return disk.createDirect(file);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return disk.open(file);
    }

    @Override
    public DiskFile openShared(Path file) throws IOException {
        return new WrongFile(disk.openShared(file));
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return disk.exists(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (mistake == Mistake.RENAME_AFTER_SYNC) {
            renames.add(new Path[] {from, to});
        } else {
            disk.rename(from, to);
        }
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return disk.delete(path);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        disk.createDirectory(directory);
    }

    @Override
    public void list(Path directory, EntryVisitor visitor) throws IOException {
        disk.list(directory, visitor);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (mistake != Mistake.NO_DIRECTORY_SYNC) {
            disk.syncDirectory(directory);
        }
        while (!renames.isEmpty()) {
            Path[] late = renames.removeFirst();
            disk.rename(late[0], late[1]);
        }
    }

    @Override
    public Space space(Path path) throws IOException {
        return disk.space(path);
    }

    private final class WrongFile implements DiskFile {
        private static final long PAGE_BYTES = 4096;

        private final DiskFile file;

        WrongFile(DiskFile file) {
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
            long back = mistake == Mistake.CUT_SHORT ? 2 * PAGE_BYTES : 0;
            file.truncate(Math.max(0, length - back));
        }

        @Override
        public void sync() throws IOException {
            if (mistake != Mistake.NO_SYNC) {
                file.sync();
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
