package io.cairn.metadata.store;

import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/// The native memory and options that all fold stores of a process share: one block cache and one
/// budget for memtables, both in bytes. Closed after the last store.
public final class StoreMemory implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    private static final int BLOOM_BITS = 10;
    private static final long ARENA_BYTES = 64 * 1024;
    private static final long MEMTABLE_BYTES = 32L * 1024 * 1024;
    private static final int LOG_FILES_KEPT = 2;

    private final Cache cache;
    private final WriteBufferManager buffers;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
    private final DBOptions databaseOptions;
    private final ColumnFamilyOptions familyOptions;
    private final WriteOptions write = new WriteOptions().setDisableWAL(true);
    private final FlushOptions flush = new FlushOptions().setWaitForFlush(true);

    /// Shares `cacheBytes` of block cache and `memtableBytes` of memtables.
    public StoreMemory(long cacheBytes, long memtableBytes) {
        cache = new LRUCache(cacheBytes);
        buffers = new WriteBufferManager(memtableBytes, cache);
        databaseOptions =
                new DBOptions()
                        .setCreateIfMissing(true)
                        .setCreateMissingColumnFamilies(true)
                        .setAtomicFlush(true)
                        .setWriteBufferManager(buffers)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setKeepLogFileNum(LOG_FILES_KEPT)
                        .setEnv(Env.getDefault());
        familyOptions =
                new ColumnFamilyOptions()
                        .setWriteBufferSize(MEMTABLE_BYTES)
                        .setArenaBlockSize(ARENA_BYTES)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setFilterPolicy(bloom)
                                        .setCacheIndexAndFilterBlocks(true)
                                        .setPinL0FilterAndIndexBlocksInCache(true));
    }

    DBOptions databaseOptions() {
        return databaseOptions;
    }

    ColumnFamilyOptions familyOptions() {
        return familyOptions;
    }

    /// No write-ahead log: the namespace topic is the log.
    WriteOptions write() {
        return write;
    }

    FlushOptions flush() {
        return flush;
    }

    @Override
    public void close() {
        List.of(flush, write, familyOptions, databaseOptions, bloom, buffers, cache)
                .forEach(org.rocksdb.AbstractImmutableNativeReference::close);
    }
}
