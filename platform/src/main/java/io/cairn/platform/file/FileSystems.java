package io.cairn.platform.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.cairn.platform.CFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the JDK does not tell of file systems: free inodes; and how to set space aside without
/// writing it. Both are calls of the C library on 64-bit Linux; elsewhere they say that they
/// cannot.
public final class FileSystems {
    private static final Logger LOG = LoggerFactory.getLogger(FileSystems.class);

    /// `struct statvfs` of 64-bit Linux is eleven words of eight bytes and some padding, with every
    /// C library: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, ...
    private static final int STATVFS_BYTES = 256;

    private static final int FRAGMENT = 1;
    private static final int BLOCKS = 2;
    private static final int BLOCKS_AVAILABLE = 4;
    private static final int FILES = 5;
    private static final int FILES_AVAILABLE = 7;

    private static final int OPEN_FLAGS = 1 | 64 | 128; // O_WRONLY | O_CREAT | O_EXCL
    private static final int OPEN_MODE = 384; // 0600

    private static final Optional<Calls> CALLS = link();

    private FileSystems() {}

    /// What a file system has. A number that it does not tell is the largest long.
    ///
    /// @param totalBytes its size
    /// @param usableBytes what this process may still write
    /// @param usableInodes how many files this process may still make
    public record Space(long totalBytes, long usableBytes, long usableInodes) {
        /// What no file system tells.
        public static final long UNKNOWN = Long.MAX_VALUE;
    }

    private record Calls(CFunction statvfs, CFunction open, CFunction allocate, CFunction close) {}

    private static Optional<Calls> link() {
        boolean known =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")
                        && ADDRESS.byteSize() == Long.BYTES;
        Optional<CFunction> statvfs = CFunction.of("statvfs", ADDRESS, ADDRESS);
        Optional<CFunction> open = CFunction.variadic("open", 2, ADDRESS, JAVA_INT, JAVA_INT);
        Optional<CFunction> allocate =
                CFunction.of("posix_fallocate", JAVA_INT, JAVA_LONG, JAVA_LONG);
        Optional<CFunction> close = CFunction.of("close", JAVA_INT);
        if (!known
                || statvfs.isEmpty()
                || open.isEmpty()
                || allocate.isEmpty()
                || close.isEmpty()) {
            LOG.info("free inodes cannot be seen here, and no space can be set aside");
            return Optional.empty();
        }
        return Optional.of(new Calls(statvfs.get(), open.get(), allocate.get(), close.get()));
    }

    /// The space of the file system that holds `path`. Throws FileSystemException if there is no
    /// such path or it cannot be asked.
    public static Space space(Path path) throws IOException {
        if (CALLS.isEmpty()) {
            long total = path.toFile().getTotalSpace();
            return new Space(
                    total > 0 ? total : Space.UNKNOWN,
                    total > 0 ? path.toFile().getUsableSpace() : Space.UNKNOWN,
                    Space.UNKNOWN);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(STATVFS_BYTES, Long.BYTES);
            if (CALLS.get().statvfs().call(arena.allocateFrom(path.toString()), found) != 0) {
                throw new FileSystemException(path.toString(), null, "its space cannot be seen");
            }
            long fragment = word(found, FRAGMENT);
            boolean sized = word(found, BLOCKS) > 0;
            return new Space(
                    sized ? fragment * word(found, BLOCKS) : Space.UNKNOWN,
                    sized ? fragment * word(found, BLOCKS_AVAILABLE) : Space.UNKNOWN,
                    word(found, FILES) > 0 ? word(found, FILES_AVAILABLE) : Space.UNKNOWN);
        }
    }

    private static long word(MemorySegment words, int index) {
        return words.getAtIndex(JAVA_LONG, index);
    }

    /// Whether [#allocate] can set space aside on this system.
    public static boolean canAllocate() {
        return CALLS.isPresent();
    }

    /// Makes a file of `bytes` for which space is set aside; false if there is no room, or the
    /// system cannot do that: then there is no file. Where the file system cannot, the C library
    /// writes all of it. Not durable before it is synced. Throws FileSystemException if the file
    /// cannot be made.
    public static boolean allocate(Path file, long bytes) throws IOException {
        if (CALLS.isEmpty()) {
            return false;
        }
        Calls calls = CALLS.get();
        try (Arena arena = Arena.ofConfined()) {
            int descriptor =
                    calls.open().call(arena.allocateFrom(file.toString()), OPEN_FLAGS, OPEN_MODE);
            if (descriptor < 0) {
                throw new FileSystemException(file.toString(), null, "cannot be made");
            }
            int failed = calls.allocate().call(descriptor, 0L, bytes);
            int unclosed = calls.close().call(descriptor);
            if (failed != 0 || unclosed != 0) {
                Files.deleteIfExists(file);
                return false;
            }
            return true;
        }
    }
}
