package io.cairn.shard.disk;

import java.io.IOException;
import java.nio.file.Path;

/// Files and directories, with nothing durable unless synced: the bytes of a file after
/// [DiskFile#sync], a name (created, renamed or removed) after [#syncDirectory] of its directory.
/// Safe for use by many threads.
public interface Disk {
    /// What writes past the page cache are aligned to: a multiple of every drive's sector.
    int ALIGNMENT = 4096;

    /// Creates an empty file and opens it. Throws FileAlreadyExistsException.
    DiskFile create(Path file) throws IOException;

    /// Creates an empty file and opens it for writing past the page cache, where the file system
    /// can do that. Every write begins and ends at a multiple of [#ALIGNMENT] and comes from a
    /// buffer outside the heap whose address is one. Throws FileAlreadyExistsException.
    DiskFile createDirect(Path file) throws IOException;

    /// Opens a file for reading. Throws NoSuchFileException.
    DiskFile open(Path file) throws IOException;

    /// Opens a file for reading and writing by any number of threads at a time. A thread that is
    /// interrupted while it reads fails alone. Throws NoSuchFileException.
    DiskFile openShared(Path file) throws IOException;

    /// Whether there is a file or directory of this name; an exception if that cannot be found out.
    boolean exists(Path path) throws IOException;

    /// Gives a file another name, replacing what had it. Atomic.
    void rename(Path from, Path to) throws IOException;

    /// Removes a file or an empty directory; false if there is none.
    boolean delete(Path path) throws IOException;

    /// Creates a directory unless it is there.
    void createDirectory(Path directory) throws IOException;

    /// Shows every entry of a directory, in no order; nothing if there is no such directory.
    void list(Path directory, EntryVisitor visitor) throws IOException;

    /// Makes the names in a directory durable as they are now.
    void syncDirectory(Path directory) throws IOException;

    /// The size of the file system that holds `path`, and what may still be written there. One that
    /// does not tell its size (some network file systems, and some in user space) counts as large
    /// and empty, not as full.
    Space space(Path path) throws IOException;

    /// Sees directory entries one after the other.
    interface EntryVisitor {
        void visit(Path entry) throws IOException;
    }

    /// The bytes of a file system, and how many files may still be made.
    record Space(long totalBytes, long usableBytes, long usableInodes) {
        /// What a file system counts as that does not tell its size.
        public static final long UNKNOWN_BYTES = 1L << 40;

        /// A file system that has inodes for all its bytes.
        public Space(long totalBytes, long usableBytes) {
            this(totalBytes, usableBytes, Long.MAX_VALUE);
        }
    }
}
