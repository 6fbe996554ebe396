package io.cairn.shard.segment;

import io.cairn.platform.Check;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Capacity;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardRead;
import io.cairn.shard.ShardStore;
import io.cairn.shard.ShardWrite;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.format.BlockBuffers;
import io.cairn.shard.index.IndexSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The shards of a drive: small ones, whose length is known from the start, are packed into
/// segments; others get files of their own. Where a shard lies follows from the segments' index:
/// what it does not name is a file, or not there.
public final class PackedShardStore implements ShardStore {
    private final FileShardStore files;
    private final SegmentStore segments;
    private final int smallBytes;

    private PackedShardStore(FileShardStore files, SegmentStore segments, int smallBytes) {
        this.files = files;
        this.segments = segments;
        this.smallBytes = smallBytes;
    }

    /// Opens the store in the directory `root`, which is there, and recovers what a crash left.
    public static PackedShardStore open(Path root, FileShardStore.Boot boot, Options options)
            throws IOException {
        PackedShardStore store = openWithoutThreads(root, boot, options);
        store.segments.start(String.valueOf(root.getFileName()));
        return store;
    }

    /// The directories in `root` that are there as long as the store is open: once one is gone, so
    /// is what it held.
    public static List<Path> directories(Path root) {
        List<Path> directories = new ArrayList<>(FileShardStore.directories(root));
        directories.add(root.resolve(SegmentTable.DIRECTORY));
        return directories;
    }

    /// A store whose callers do the appender's work themselves: for tests that must run the same
    /// way each time.
    static PackedShardStore openWithoutThreads(Path root, FileShardStore.Boot boot, Options options)
            throws IOException {
        SegmentSettings settings = options.settings();
        SegmentTable table =
                new SegmentTable(options.disk(), root, options.drive(), settings.openFilesMax());
        FileShardStore files =
                FileShardStore.open(
                        options.disk(), root, boot, options.reserve(), options.buffersMax());
        Recovery.Result recovered = new Recovery(root, options.indexes(), table, settings).run();
        SegmentStore segments =
                new SegmentStore(
                        recovered,
                        table,
                        settings,
                        boot,
                        new BlockBuffers(options.buffersMax()),
                        options.salts());
        return new PackedShardStore(files, segments, settings.smallBytes());
    }

    @Override
    public void write(NewShard shard, byte[] bytes, int offset, int length) throws IOException {
        if (length <= smallBytes) {
            files.admit(length);
            segments.write(shard, bytes, offset, length);
        } else {
            files.write(shard, bytes, offset, length);
        }
    }

    @Override
    public boolean submit(
            NewShard shard, byte[] bytes, int offset, int length, Completion completion)
            throws IOException {
        if (length > smallBytes) {
            return false;
        }
        files.admit(length);
        return segments.submit(shard, bytes, offset, length, completion);
    }

    @Override
    public ShardWrite create(NewShard shard) throws IOException {
        return files.create(shard);
    }

    @Override
    public ShardRead open(ExpectedShard shard) throws IOException {
        if (shard.dataBytes() <= smallBytes) {
            Optional<ShardRead> packed = segments.reader().open(shard);
            return packed.isPresent() ? packed.get() : files.open(shard);
        }
        try {
            return files.open(shard);
        } catch (ShardDamagedException e) {
            Optional<ShardRead> packed = segments.reader().open(shard);
            if (packed.isEmpty()) {
                throw e;
            }
            return packed.get();
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
        boolean small = shard.dataBytes() <= smallBytes;
        if (small && segments.reader().read(shard, from, target, targetOffset, length)) {
            return;
        }
        try {
            files.read(shard, from, target, targetOffset, length);
        } catch (ShardDamagedException e) {
            if (small || !segments.reader().read(shard, from, target, targetOffset, length)) {
                throw e;
            }
        }
    }

    @Override
    public boolean delete(ShardRef shard) throws IOException {
        return segments.delete(shard) || files.delete(shard);
    }

    @Override
    public void syncDeletions() throws IOException {
        segments.syncDeletions();
        files.syncDeletions();
    }

    @Override
    public List<ShardRef> list(ShardRef from, int max) throws IOException {
        List<ShardRef> all = new ArrayList<>(segments.list(from, max));
        all.addAll(files.list(from, max));
        all.sort(Comparator.naturalOrder());
        return all.subList(0, Math.min(max, all.size()));
    }

    @Override
    public ShardHeader header(ShardRef shard) throws IOException {
        Optional<ShardHeader> packed = segments.reader().header(shard);
        return packed.isPresent() ? packed.get() : files.header(shard);
    }

    @Override
    public void forEachUnswept(HeaderVisitor visitor) throws IOException {
        segments.forEachUnswept(visitor);
        files.forEachUnswept(visitor);
    }

    @Override
    public void markSwept() throws IOException {
        segments.markSwept();
        files.markSwept();
    }

    @Override
    public Capacity capacity() {
        return files.capacity();
    }

    /// How many shards live in segments.
    public long packedShards() {
        return segments.ledger().liveShards();
    }

    /// The segments, for tests.
    SegmentStore segments() {
        return segments;
    }

    @Override
    public void close() {
        segments.close();
        files.close();
    }

    /// What a store needs: the disk, where indexes come from, whose drive it is, how much stays
    /// free, how many buffers of [BlockBuffers] it may use twice, what the segments' salts are
    /// drawn from.
    public record Options(
            Disk disk,
            IndexSource indexes,
            DriveId drive,
            SpaceReserve reserve,
            int buffersMax,
            SegmentSettings settings,
            RandomGenerator salts) {}
}
