package io.cairn.shard.segment;

import io.cairn.schemas.DriveId;
import io.cairn.shard.ShardStore;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.index.IndexSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/// A drive's store without threads, so that a simulation runs the same way each time. Its segments
/// are tiny: many are made and compacted.
public final class InlineStore {
    private static final int BUFFERS_MAX = 4;

    private final PackedShardStore store;

    private InlineStore(PackedShardStore store) {
        this.store = store;
    }

    /// Opens the store of drive `id` in `root` on `disk`, in boot `boot`.
    public static InlineStore open(
            Disk disk, IndexSource indexes, Path root, DriveId id, long boot, long seed)
            throws IOException {
        return new InlineStore(
                PackedShardStore.openWithoutThreads(
                        root,
                        new FileShardStore.Boot(boot, PackedSamples.CLOCK),
                        new PackedShardStore.Options(
                                disk,
                                indexes,
                                id,
                                SpaceReserve.DEFAULT,
                                BUFFERS_MAX,
                                PackedSamples.TINY,
                                new Random(seed))));
    }

    public ShardStore shards() {
        return store;
    }

    /// Compacts one segment; false if none is worth it.
    public boolean compact() throws IOException {
        return store.segments().compact();
    }
}
