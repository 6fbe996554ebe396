package io.cairn.shard.disk;

import io.cairn.platform.file.FileSystems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The disk of the operating system.
public final class FileSystemDisk implements Disk {
    private static final Logger LOG = LoggerFactory.getLogger(FileSystemDisk.class);
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Optional<OpenOption> DIRECT = directOption();

    private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<StandardOpenOption> UPDATE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Map<Path, Boolean> direct = new ConcurrentHashMap<>();

    @Override
    public DiskFile create(Path file) throws IOException {
        return new ChannelFile(FileChannel.open(file, CREATE));
    }

    @Override
    public DiskFile createDirect(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        boolean possible = directory != null && direct.computeIfAbsent(directory, this::canDirect);
        return possible ? new ChannelFile(openDirect(file)) : create(file);
    }

    /// Tries it: some file systems refuse the option, some want blocks that are larger.
    private boolean canDirect(Path directory) {
        Path probe = directory.resolve("direct-" + UUID.randomUUID());
        try (FileChannel channel = openDirect(probe)) {
            ByteBuffer block = ByteBuffer.allocateDirect(2 * ALIGNMENT).alignedSlice(ALIGNMENT);
            return channel.write(block.limit(ALIGNMENT), ALIGNMENT) == ALIGNMENT;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info(
                    "files in {} are written through the page cache ({})", directory, e.toString());
            return false;
        } finally {
            probe.toFile().delete();
        }
    }

    private static FileChannel openDirect(Path file) throws IOException {
        return FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                DIRECT.orElseThrow(UnsupportedOperationException::new));
    }

    /// The JDK's own option, by its name: to use it in the code is a warning that cannot be
    /// switched off.
    private static Optional<OpenOption> directOption() {
        try {
            Object[] options =
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
            return Stream.of(options)
                    .filter(option -> option.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException e) {
            LOG.debug("no option to write past the page cache", e);
            return Optional.empty();
        }
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new ChannelFile(FileChannel.open(file, READ));
    }

    @Override
    public DiskFile openShared(Path file) throws IOException {
        return new SharedFile(file);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    @Override
    public void list(Path directory, EntryVisitor visitor) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                visitor.visit(entry);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            if (!e.getFile().equals(directory.toString())) {
                throw e;
            }
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    @Override
    public Space space(Path path) throws IOException {
        FileSystems.Space found = FileSystems.space(path);
        return new Space(
                knownOrLarge(found.totalBytes()),
                knownOrLarge(found.usableBytes()),
                found.usableInodes());
    }

    private static long knownOrLarge(long bytes) {
        return bytes == FileSystems.Space.UNKNOWN ? Space.UNKNOWN_BYTES : bytes;
    }

    private record ChannelFile(FileChannel channel) implements DiskFile {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            int total = 0;
            while (target.hasRemaining()) {
                int count = channel.read(target, position + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            long next = position;
            while (source.hasRemaining()) {
                next += channel.write(source, next);
            }
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long length) throws IOException {
            channel.truncate(length);
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /// A file that outlives the interruption of a reader, which closes its channel: the next one to
    /// come opens it again. Writers must not be interrupted; they get the exception.
    private static final class SharedFile implements DiskFile {
        private final Path path;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile ChannelFile open;
        private volatile boolean closed;

        SharedFile(Path path) throws IOException {
            this.path = path;
            this.open = new ChannelFile(FileChannel.open(path, UPDATE));
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            int start = target.position();
            while (true) {
                ChannelFile used = open;
                try {
                    return used.read(target, position);
                } catch (ClosedByInterruptException e) {
                    throw e;
                } catch (ClosedChannelException e) {
                    openAgain(used, e);
                    target.position(start);
                }
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            open.write(source, position);
        }

        @Override
        public long size() throws IOException {
            return open.size();
        }

        @Override
        public void truncate(long length) throws IOException {
            open.truncate(length);
        }

        @Override
        public void sync() throws IOException {
            open.sync();
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                closed = true;
                open.close();
            } finally {
                lock.unlock();
            }
        }

        private void openAgain(ChannelFile used, ClosedChannelException cause) throws IOException {
            lock.lock();
            try {
                if (closed) {
                    throw cause;
                }
                if (open.equals(used)) {
                    open = new ChannelFile(FileChannel.open(path, UPDATE));
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
