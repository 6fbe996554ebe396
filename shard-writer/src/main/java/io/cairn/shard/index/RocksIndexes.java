package io.cairn.shard.index;

import io.cairn.platform.file.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Indexes on RocksDB in the drives' directories `index`, with the native memory that those of a
/// process share: one cache and one budget for memtables, which is charged to the cache. Closed
/// after the last index.
public final class RocksIndexes implements IndexSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RocksIndexes.class);

    static {
        RocksDB.loadLibrary();
    }

    private static final String DIRECTORY = "index";
    private static final int BLOOM_BITS = 10;
    private static final long ARENA_BYTES = 64L << 10;
    private static final long MEMTABLE_BYTES = 4L << 20;
    private static final int LOG_FILES_KEPT = 2;

    // A filter that covers a whole file is larger than a small cache's shard and would be read
    // again
    // for every look: it is cut into blocks, and the cache into few shards.
    private static final int CACHE_SHARD_BITS = 2;
    private static final int METADATA_BLOCK_BYTES = 4096;

    private final AtomicInteger openIndexes = new AtomicInteger();
    private final Cache cache;
    private final WriteBufferManager buffers;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
    private final Options options;

    /// No write-ahead log: the segments are the log.
    private final WriteOptions write = new WriteOptions().setDisableWAL(true);

    private final FlushOptions flush = new FlushOptions().setWaitForFlush(true);
    private final FlushOptions flushSoon =
            new FlushOptions().setWaitForFlush(false).setAllowWriteStall(true);

    /// Shares `cacheBytes`, of which memtables take up to `memtableBytes`.
    public RocksIndexes(long cacheBytes, long memtableBytes) {
        cache = new LRUCache(cacheBytes, CACHE_SHARD_BITS);
        buffers = new WriteBufferManager(memtableBytes, cache);
        options =
                new Options()
                        .setCreateIfMissing(true)
                        .setParanoidChecks(true)
                        .setWriteBufferManager(buffers)
                        .setWriteBufferSize(MEMTABLE_BYTES)
                        .setArenaBlockSize(ARENA_BYTES)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setKeepLogFileNum(LOG_FILES_KEPT)
                        .setCompressionType(CompressionType.NO_COMPRESSION)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setFilterPolicy(bloom)
                                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                                        .setPartitionFilters(true)
                                        .setMetadataBlockSize(METADATA_BLOCK_BYTES)
                                        .setPinTopLevelIndexAndFilter(true)
                                        .setCacheIndexAndFilterBlocks(true)
                                        .setPinL0FilterAndIndexBlocksInCache(true));
    }

    @Override
    public ShardIndex open(Path directory) throws IOException {
        Path place = directory.resolve(DIRECTORY);
        try {
            Files.createDirectories(place);
            RocksDB database = RocksDB.open(options, place.toString());
            openIndexes.incrementAndGet();
            return new RocksIndex(place, database, this);
        } catch (RocksDBException e) {
            throw new IOException("cannot open the index in " + place, e);
        }
    }

    @Override
    public ShardIndex recreate(Path directory) throws IOException {
        Path place = directory.resolve(DIRECTORY);
        if (Files.exists(place)) {
            FileTrees.delete(place);
        }
        return open(directory);
    }

    WriteOptions write() {
        return write;
    }

    FlushOptions flush() {
        return flush;
    }

    FlushOptions flushSoon() {
        return flushSoon;
    }

    void closed() {
        openIndexes.decrementAndGet();
    }

    /// Frees the memory, unless an index is still open because its drive hangs.
    @Override
    public void close() {
        if (openIndexes.get() > 0) {
            LOG.warn("{} indexes are still open", openIndexes.get());
            return;
        }
        List.of(flushSoon, flush, write, options, bloom, buffers, cache)
                .forEach(AbstractImmutableNativeReference::close);
    }
}
