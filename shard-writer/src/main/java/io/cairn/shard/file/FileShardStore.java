package io.cairn.shard.file;

import io.cairn.platform.Check;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Capacity;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardDamagedException.Damage;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardRead;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.format.BlockBuffers;
import io.cairn.shard.format.BlockReader;
import io.cairn.shard.format.Blocks;
import io.cairn.shard.format.ShardHeaderCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps each shard in a file of its own.
///
/// A shard is written under a temporary name, synced, renamed, and its directory synced; whatever
/// is under a temporary name at the next start is removed. The place of a shard follows from its
/// name alone (see [Cohorts]), so there is no index to keep or to lose.
public final class FileShardStore implements ShardStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileShardStore.class);
    private static final String TEMPORARIES = "tmp";
    private static final int HEADER_GUESS_BYTES = 512;

    private final Disk disk;
    private final Path temporaries;
    private final Cohorts cohorts;
    private final Boot boot;
    private final SpaceGauge gauge;
    private final BlockBuffers buffers;
    private final AtomicLong temporaryNumbers = new AtomicLong();
    private final Set<Integer> unsyncedDeletions = ConcurrentHashMap.newKeySet();

    /// Held for reading from a removal until its cohort is noted: who finds a shard gone while its
    /// removal is not noted yet, and waits for this, has it noted.
    private final ReentrantReadWriteLock deleting = new ReentrantReadWriteLock();

    /// Held while cohorts are synced: one that another caller has taken out is durable, or back,
    /// when this is free.
    private final ReentrantLock syncing = new ReentrantLock();

    private FileShardStore(
            Disk disk, Path root, Boot boot, SpaceReserve reserve, BlockBuffers buffers) {
        this.disk = disk;
        this.temporaries = root.resolve(TEMPORARIES);
        this.cohorts = new Cohorts(disk, root, boot.number());
        this.boot = boot;
        this.gauge = new SpaceGauge(disk, root, reserve, boot.monotonic());
        this.buffers = buffers;
    }

    /// Opens the store in the directory `root`, which is there: makes what is missing and removes
    /// what earlier boots left half written. At most `buffersMax` buffers are used.
    public static FileShardStore open(
            Disk disk, Path root, Boot boot, SpaceReserve reserve, int buffersMax)
            throws IOException {
        FileShardStore store =
                new FileShardStore(disk, root, boot, reserve, new BlockBuffers(buffersMax));
        disk.createDirectory(store.temporaries);
        store.cohorts.start();
        disk.list(store.temporaries, disk::delete);
        disk.syncDirectory(root);
        return store;
    }

    /// The directories in `root` that are there as long as the store is open.
    public static List<Path> directories(Path root) {
        return List.of(
                root.resolve(TEMPORARIES),
                root.resolve(Cohorts.SHARDS),
                root.resolve(Cohorts.BOOTS));
    }

    @Override
    public void write(NewShard shard, byte[] bytes, int offset, int length) throws IOException {
        FileShardWrite write = create(shard);
        try {
            write.append(bytes, offset, length);
            write.commit();
        } finally {
            write.abort();
        }
    }

    @Override
    public FileShardWrite create(NewShard shard) throws IOException {
        Path temporary = begin(shard);
        return new FileShardWrite(this, shard, temporary, disk.createDirect(temporary));
    }

    @Override
    public ShardRead open(ExpectedShard shard) throws IOException {
        DiskFile file = openFile(shard.shard());
        boolean done = false;
        ByteBuffer buffer = buffers.take();
        try {
            int headerBytes = readHeader(file, shard.shard(), buffer, HEADER_GUESS_BYTES);
            ShardHeaderCodec.verify(buffer, headerBytes, shard);
            done = true;
            BlockReader blocks = new BlockReader(file, shard, headerBytes);
            return new FileShardRead(file, blocks, buffers, shard.dataBytes());
        } finally {
            buffers.give(buffer);
            if (!done) {
                file.close();
            }
        }
    }

    @Override
    public void read(
            ExpectedShard shard, long from, ByteBuffer target, int targetOffset, int length)
            throws IOException {
        Check.argument(
                from >= 0 && length >= 0 && from + length <= shard.dataBytes(),
                "%d bytes from %d of %s",
                length,
                from,
                shard);
        ByteBuffer buffer = buffers.take();
        try (DiskFile file = openFile(shard.shard())) {
            long guess =
                    BlockReader.storedEnd(HEADER_GUESS_BYTES, shard.dataBytes(), from + length);
            boolean near =
                    from < 2L * Blocks.DATA_BYTES
                            && guess <= buffer.capacity()
                            && !BlockReader.readsInPlace(target, length);
            int first = near ? (int) guess : HEADER_GUESS_BYTES;
            int headerBytes = readHeader(file, shard.shard(), buffer, first);
            ShardHeaderCodec.verify(buffer, headerBytes, shard);
            BlockReader blocks = new BlockReader(file, shard, headerBytes);
            long end = BlockReader.storedEnd(headerBytes, shard.dataBytes(), from + length);
            if (end <= buffer.limit()) {
                int start = (int) BlockReader.storedStart(headerBytes, from);
                blocks.copy(buffer, start, from, target, targetOffset, length);
            } else {
                blocks.read(from, target, targetOffset, length, buffer);
            }
        } finally {
            buffers.give(buffer);
        }
    }

    @Override
    public boolean delete(ShardRef shard) throws IOException {
        deleting.readLock().lock();
        try {
            boolean removed = disk.delete(cohorts.file(shard));
            if (removed) {
                unsyncedDeletions.add(Cohorts.cohort(shard.blob()));
            }
            return removed;
        } finally {
            deleting.readLock().unlock();
        }
    }

    @Override
    public void syncDeletions() throws IOException {
        syncing.lock();
        try {
            syncNoted();
        } finally {
            syncing.unlock();
        }
    }

    private void syncNoted() throws IOException {
        for (Integer cohort : noted()) {
            unsyncedDeletions.remove(cohort);
            boolean done = false;
            try {
                cohorts.sync(cohort);
                done = true;
            } finally {
                if (!done) {
                    unsyncedDeletions.add(cohort);
                }
            }
        }
    }

    private List<Integer> noted() {
        deleting.writeLock().lock();
        try {
            return List.copyOf(unsyncedDeletions);
        } finally {
            deleting.writeLock().unlock();
        }
    }

    @Override
    public List<ShardRef> list(ShardRef from, int max) throws IOException {
        return cohorts.list(from, max);
    }

    @Override
    public ShardHeader header(ShardRef shard) throws IOException {
        ByteBuffer buffer = buffers.take();
        try (DiskFile file = openFile(shard)) {
            int headerBytes = readHeader(file, shard, buffer, HEADER_GUESS_BYTES);
            return ShardHeaderCodec.decode(buffer, headerBytes, shard).checked(shard);
        } finally {
            buffers.give(buffer);
        }
    }

    @Override
    public void forEachUnswept(HeaderVisitor visitor) throws IOException {
        for (Map.Entry<Long, List<Path>> earlier : cohorts.unswept().entrySet()) {
            for (Path directory : earlier.getValue()) {
                disk.list(directory, file -> visitIfOf(earlier.getKey(), file, visitor));
            }
        }
    }

    @Override
    public void markSwept() throws IOException {
        cohorts.markSwept();
    }

    @Override
    public Capacity capacity() {
        try {
            return gauge.capacity();
        } catch (IOException e) {
            LOG.warn("cannot see the free space of {}", temporaries, e);
            return new Capacity(0, 0, false);
        }
    }

    /// Leaves deletions that are being synced to whoever does that: it may hang.
    @Override
    public void close() {
        if (!syncing.tryLock()) {
            return;
        }
        try {
            syncNoted();
        } catch (IOException e) {
            LOG.warn("some deletions in {} may not be durable", temporaries.getParent(), e);
        } finally {
            syncing.unlock();
        }
    }

    BlockBuffers buffers() {
        return buffers;
    }

    /// Books `bytes` that are about to be written, or throws [DriveFullException].
    public void admit(long bytes) throws IOException {
        gauge.admit(bytes);
    }

    ShardHeader header(NewShard shard, long dataBytes) {
        return new ShardHeader(
                shard.shard(),
                shard.shape(),
                dataBytes,
                shard.owner(),
                boot.number(),
                boot.clock().millis());
    }

    /// Gives a synced file its name, durably.
    void publish(Path temporary, ShardRef shard) throws IOException {
        disk.rename(temporary, cohorts.file(shard));
        cohorts.sync(Cohorts.cohort(shard.blob()));
    }

    /// Removes a shard whose write failed, whatever name it has by now.
    void remove(DiskFile file, Path temporary, ShardRef shard) {
        try {
            file.close();
            if (!disk.delete(temporary)) {
                disk.delete(cohorts.file(shard));
            }
        } catch (IOException e) {
            LOG.warn("cannot remove {} after a failed write; the next start will", shard, e);
        }
    }

    private Path begin(NewShard shard) throws IOException {
        gauge.admit(0);
        cohorts.prepare(shard.shard().blob());
        return temporaries.resolve(Long.toString(temporaryNumbers.getAndIncrement()));
    }

    private DiskFile openFile(ShardRef shard) throws IOException {
        Path path = cohorts.file(shard);
        try {
            return disk.open(path);
        } catch (NoSuchFileException e) {
            throw new ShardDamagedException(shard, Damage.MISSING, "no file " + path);
        }
    }

    /// Reads the first `first` bytes of the file, or more if the header is longer; the header's
    /// length. The buffer is left with what was read, its limit behind it.
    private static int readHeader(DiskFile file, ShardRef shard, ByteBuffer buffer, int first)
            throws IOException {
        buffer.clear().limit(first);
        file.read(buffer, 0);
        buffer.flip();
        int headerBytes = ShardHeaderCodec.checkStart(buffer, shard);
        if (headerBytes > buffer.limit() && buffer.limit() == first) {
            buffer.clear().limit(headerBytes);
            file.read(buffer, 0);
            buffer.flip();
        }
        return headerBytes;
    }

    private void visitIfOf(long wantedBoot, Path path, HeaderVisitor visitor) throws IOException {
        ShardRef unknown = new ShardRef(new BlobId(new UUID(0, 0)), 0, 0);
        ByteBuffer buffer = buffers.take();
        ShardHeader header;
        try (DiskFile file = disk.open(path)) {
            int headerBytes = readHeader(file, unknown, buffer, HEADER_GUESS_BYTES);
            header = ShardHeaderCodec.decode(buffer, headerBytes, unknown);
        } catch (ShardDamagedException | NoSuchFileException e) {
            LOG.warn("passing over {}: {}", path, e.getMessage());
            return;
        } finally {
            buffers.give(buffer);
        }
        if (header.boot() == wantedBoot && path.equals(cohorts.file(header.shard()))) {
            visitor.visit(header);
        }
    }

    /// The number of this start of the cluster's drives, greater than all before, the clock that
    /// stamps headers, and the one that says how old a look at the disk is.
    public record Boot(long number, Clock clock, MonotonicClock monotonic) {
        /// With the monotonic clock of this process.
        public Boot(long number, Clock clock) {
            this(number, clock, MonotonicClock.SYSTEM);
        }
    }
}
