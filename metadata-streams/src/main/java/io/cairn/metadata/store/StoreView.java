package io.cairn.metadata.store;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;

/// The store as it stood at one moment, to be read in several counted sections, one for each call.
///
/// Between them nothing holds the store open: it may be closed, or emptied and opened again. Then
/// the view ends, and later reads get [StoreClosedException] instead of rows of another state.
/// Calls need no other counted section around them. Used by one thread.
final class StoreView implements AutoCloseable {
    private final PartitionStore store;
    private @Nullable Snapshot moment;

    /// Called by the store, as is [#end].
    StoreView(PartitionStore store, Snapshot moment) {
        this.store = store;
        this.moment = moment;
    }

    Optional<byte[]> get(Family family, byte[] key) {
        return store.read(() -> {
            try (ReadOptions options = options()) {
                return store.get(family, key, options);
            }
        });
    }

    /// As [PartitionStore#scan]; `scan` should read one page.
    <T> T page(Family family, byte[] end, Function<RocksIterator, T> scan) {
        return store.read(() -> {
            try (ReadOptions options = options()) {
                return store.scan(family, end, options, scan);
            }
        });
    }

    private ReadOptions options() {
        if (moment == null) {
            throw new StoreClosedException();
        }
        return new ReadOptions().setSnapshot(moment);
    }

    /// Gives the snapshot back. The caller holds the store's gate.
    void end(RocksDB database) {
        if (moment != null) {
            database.releaseSnapshot(moment);
            moment.close();
            moment = null;
        }
    }

    @Override
    public void close() {
        store.end(this);
    }
}
