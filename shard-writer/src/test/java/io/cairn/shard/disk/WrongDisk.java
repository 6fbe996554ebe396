package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A disk that does one thing wrong, as code above it would that had the mistake: for showing that
/// tests would find it.
public final class WrongDisk extends ForwardingDisk {
    private final Mistake mistake;
    private final List<Path[]> renames = new ArrayList<>();

    public WrongDisk(Disk disk, Mistake mistake) {
        super(disk);
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
    public DiskFile openShared(Path file) throws IOException {
        return new WrongFile(super.openShared(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (mistake == Mistake.RENAME_AFTER_SYNC) {
            renames.add(new Path[] {from, to});
        } else {
            super.rename(from, to);
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (mistake != Mistake.NO_DIRECTORY_SYNC) {
            super.syncDirectory(directory);
        }
        while (!renames.isEmpty()) {
            Path[] late = renames.removeFirst();
            super.rename(late[0], late[1]);
        }
    }

    private final class WrongFile extends ForwardingFile {
        private static final long PAGE_BYTES = 4096;

        WrongFile(DiskFile file) {
            super(file);
        }

        @Override
        public void truncate(long length) throws IOException {
            long back = mistake == Mistake.CUT_SHORT ? 2 * PAGE_BYTES : 0;
            super.truncate(Math.max(0, length - back));
        }

        @Override
        public void sync() throws IOException {
            if (mistake != Mistake.NO_SYNC) {
                super.sync();
            }
        }
    }
}
