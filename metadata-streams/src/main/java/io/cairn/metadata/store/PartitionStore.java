package io.cairn.metadata.store;

import io.cairn.platform.file.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The RocksDB of one partition.
///
/// Invariants: every write is one batch over all families, without a write-ahead log; a flush
/// covers all families atomically; so the disk always holds the exact state of some prefix of the
/// log. A native handle is never closed while it is used: readers and the fold hold the gate
/// shared, close takes it exclusively.
final class PartitionStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionStore.class);

    /// How RocksDB says that a file of its own is not there.
    private static final String GONE = "No such file or directory";

    /// What the name of a store that was set aside goes on with.
    private static final String ASIDE = ".damaged";

    /// The file in a store that was found damaged while it was open; says how.
    private static final String MARK = "DAMAGED";

    private final Path directory;
    private final StoreMemory memory;
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final Set<StoreView> views = ConcurrentHashMap.newKeySet();
    private @Nullable RocksDB database;

    PartitionStore(Path directory, StoreMemory memory) {
        this.directory = directory;
        this.memory = memory;
    }

    void open() {
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Family family : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(family.bytes(), memory.familyOptions()));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            makeDirectory();
            checkMark();
            database =
                    RocksDB.open(
                            memory.databaseOptions(), directory.toString(), descriptors, handles);
        } catch (IOException e) {
            throw new StoreException("opening the fold store in " + directory + ": " + e, e);
        } catch (RocksDBException e) {
            throw failed("opening the fold store in " + directory, e);
        }
        for (Family family : Family.values()) {
            families.put(family, handles.get(family.ordinal()));
        }
    }

    /// What RocksDB says of bytes that it cannot have written, and of files that it misses. A drive
    /// that fails or is full, or another process, is no reason to give up what lies there.
    private StoreException failed(String what, RocksDBException failure) {
        String words = what + ": " + failure.getMessage();
        Status status = failure.getStatus();
        boolean damaged =
                status != null
                        && (status.getCode() == Status.Code.Corruption
                                || (status.getCode() == Status.Code.IOError
                                        && String.valueOf(failure.getMessage()).contains(GONE)));
        if (damaged && database != null) {
            mark(words);
        }
        return damaged
                ? new StoreDamagedException(words, failure)
                : new StoreException(words, failure);
    }

    /// Keeps in the store's directory that it was found damaged while it was open: opening it again
    /// need not find that. Goes with the directory when that is set aside.
    private void mark(String words) {
        Path file = directory.resolve(MARK);
        if (Files.exists(file)) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
            sync(directory);
            LOG.error("{}; the next start takes the store for damaged", words);
        } catch (IOException e) {
            LOG.warn("cannot keep in {} that it is damaged", directory, e);
        }
    }

    private void checkMark() throws IOException {
        Path file = directory.resolve(MARK);
        if (Files.exists(file)) {
            throw new StoreDamagedException(
                    "the fold store in %s was found damaged when it was last open (%s)"
                            .formatted(directory, Files.readString(file)),
                    null);
        }
    }

    /// RocksDB syncs what it puts into its directory. The directory's own name, and that of the one
    /// it lies in, are synced here: else a power cut would take all of the store, whose log would
    /// be folded again from the beginning.
    private void makeDirectory() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Path all = Objects.requireNonNull(directory.toAbsolutePath().getParent());
            sync(all);
            sync(Objects.requireNonNull(all.getParent()));
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Runs `reader`; the store stays open until it returns. Must be short: no waiting, no client
    /// I/O.
    <T> T read(Supplier<T> reader) {
        gate.readLock().lock();
        try {
            if (database == null) {
                throw new StoreClosedException();
            }
            return reader.get();
        } finally {
            gate.readLock().unlock();
        }
    }

    /// The rows of this moment, for reads that take more than one counted section.
    StoreView view() {
        return read(() -> {
            StoreView view = new StoreView(this, open(database).getSnapshot());
            views.add(view);
            return view;
        });
    }

    /// Ends a view; one that ended with the store already is left alone.
    void end(StoreView view) {
        gate.readLock().lock();
        try {
            if (database != null) {
                view.end(database);
            }
            views.remove(view);
        } finally {
            gate.readLock().unlock();
        }
    }

    Optional<byte[]> get(Family family, byte[] key) {
        try {
            return Optional.ofNullable(open(database).get(handle(family), key));
        } catch (RocksDBException e) {
            throw reading(family, e);
        }
    }

    Optional<byte[]> get(Family family, byte[] key, ReadOptions options) {
        try {
            return Optional.ofNullable(open(database).get(handle(family), options, key));
        } catch (RocksDBException e) {
            throw reading(family, e);
        }
    }

    private StoreException reading(Family family, RocksDBException e) {
        return failed("reading " + family + " in " + directory, e);
    }

    /// Runs `scan` over the rows from the beginning of `family` up to `end`, which is left out. The
    /// iterator sees the state of this moment.
    <T> T scan(Family family, byte[] end, Function<RocksIterator, T> scan) {
        try (ReadOptions options = new ReadOptions()) {
            return scan(family, end, options, scan);
        }
    }

    <T> T scan(Family family, byte[] end, ReadOptions options, Function<RocksIterator, T> scan) {
        try (Slice bound = new Slice(end);
                RocksIterator iterator =
                        open(database)
                                .newIterator(handle(family), options.setIterateUpperBound(bound))) {
            T result = scan.apply(iterator);
            iterator.status();
            return result;
        } catch (RocksDBException e) {
            throw failed("scanning " + family + " in " + directory, e);
        }
    }

    void write(WriteBatch batch) {
        try {
            open(database).write(memory.write(), batch);
        } catch (RocksDBException e) {
            throw failed("writing the fold store in " + directory, e);
        }
    }

    ColumnFamilyHandle handle(Family family) {
        ColumnFamilyHandle handle = families.get(family);
        if (handle == null) {
            throw new StoreClosedException();
        }
        return handle;
    }

    void flush() {
        read(() -> {
            try {
                open(database).flush(memory.flush(), List.copyOf(families.values()));
                return true;
            } catch (RocksDBException e) {
                throw failed("flushing the fold store in " + directory, e);
            }
        });
    }

    /// Closes, removes every row, and opens again.
    void discard() {
        reopen(() -> FileTrees.delete(directory));
    }

    /// Closes, gives its directory another name, durably, and opens a new one in its place.
    void setAside() {
        reopen(() -> {
            removeAside();
            Files.move(directory, freeAside(), StandardCopyOption.ATOMIC_MOVE);
            sync(Objects.requireNonNull(directory.toAbsolutePath().getParent()));
        });
    }

    private void reopen(Removal between) {
        gate.writeLock().lock();
        try {
            closeHandles();
            between.run();
            open();
        } catch (IOException e) {
            throw new UncheckedIOException("removing the fold store in " + directory, e);
        } finally {
            gate.writeLock().unlock();
        }
    }

    /// Removes what was set aside before, if anything. What cannot be removed stays: nothing needs
    /// it to be gone.
    void removeAside() {
        Path all = Objects.requireNonNull(directory.toAbsolutePath().getParent());
        try (DirectoryStream<Path> aside =
                Files.newDirectoryStream(all, directory.getFileName() + ASIDE + "*")) {
            for (Path each : aside) {
                tryDelete(each);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("cannot look for damaged fold stores in {}", all, e);
        }
    }

    private static void tryDelete(Path aside) {
        try {
            FileTrees.delete(aside);
        } catch (IOException e) {
            LOG.warn("cannot remove the damaged fold store {}", aside, e);
        }
    }

    private Path freeAside() {
        int number = 1;
        while (Files.exists(aside(number))) {
            number++;
        }
        return aside(number);
    }

    private Path aside(int number) {
        String suffix = number == 1 ? "" : "-" + number;
        return directory.resolveSibling(directory.getFileName() + ASIDE + suffix);
    }

    @Override
    public void close() {
        gate.readLock().lock();
        boolean open = database != null;
        gate.readLock().unlock();
        if (open) {
            flush();
        }
        gate.writeLock().lock();
        try {
            closeHandles();
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void closeHandles() {
        if (database != null) {
            for (StoreView view : views) {
                view.end(database);
            }
        }
        views.clear();
        families.values().forEach(ColumnFamilyHandle::close);
        families.clear();
        if (database != null) {
            database.close();
            database = null;
        }
    }

    private static RocksDB open(@Nullable RocksDB database) {
        if (database == null) {
            throw new StoreClosedException();
        }
        return database;
    }

    /// Makes room for a new store in the directory's place.
    private interface Removal {
        void run() throws IOException;
    }
}
