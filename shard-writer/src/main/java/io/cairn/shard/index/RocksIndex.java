package io.cairn.shard.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/// An index in one RocksDB. It has one column family and no write-ahead log, so a flush writes a
/// prefix of all writes. The native handle is never closed under a caller: callers hold the gate
/// shared, close takes it alone.
final class RocksIndex implements ShardIndex {
    private final Path directory;
    private final RocksIndexes owner;
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private @Nullable RocksDB database;

    RocksIndex(Path directory, RocksDB database, RocksIndexes owner) {
        this.directory = directory;
        this.database = database;
        this.owner = owner;
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        gate.readLock().lock();
        try {
            return opened().get(key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        } finally {
            gate.readLock().unlock();
        }
    }

    @Override
    public void scan(byte[] prefix, byte[] from, int max, RowVisitor visitor) throws IOException {
        gate.readLock().lock();
        try (Slice end = new Slice(behind(prefix));
                ReadOptions options = new ReadOptions().setIterateUpperBound(end);
                RocksIterator rows = opened().newIterator(options)) {
            rows.seek(from);
            for (int shown = 0; rows.isValid() && shown < max; shown++) {
                visitor.visit(rows.key(), rows.value());
                rows.next();
            }
            rows.status();
        } catch (RocksDBException e) {
            throw failed("scan", e);
        } finally {
            gate.readLock().unlock();
        }
    }

    @Override
    public void write(Changes changes) throws IOException {
        gate.readLock().lock();
        try (WriteBatch batch = new WriteBatch()) {
            changes.forEach((key, value) -> put(batch, key, value), key -> remove(batch, key));
            opened().write(owner.write(), batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        } finally {
            gate.readLock().unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        flush(owner.flush());
    }

    @Override
    public void flushSoon() throws IOException {
        flush(owner.flushSoon());
    }

    @Override
    public void close() throws IOException {
        gate.readLock().lock();
        boolean open = database != null;
        gate.readLock().unlock();
        try {
            if (open) {
                flush();
            }
        } finally {
            gate.writeLock().lock();
            try {
                if (database != null) {
                    database.close();
                    database = null;
                    owner.closed();
                }
            } finally {
                gate.writeLock().unlock();
            }
        }
    }

    private void flush(FlushOptions options) throws IOException {
        gate.readLock().lock();
        try {
            opened().flush(options);
        } catch (RocksDBException e) {
            throw failed("flush", e);
        } finally {
            gate.readLock().unlock();
        }
    }

    private RocksDB opened() throws IOException {
        if (database == null) {
            throw new IOException("the index in " + directory + " is closed");
        }
        return database;
    }

    private IOException failed(String what, RocksDBException cause) {
        return new IOException("cannot " + what + " the index in " + directory, cause);
    }

    private void put(WriteBatch batch, byte[] key, byte[] value) throws IOException {
        try {
            batch.put(key, value);
        } catch (RocksDBException e) {
            throw failed("change", e);
        }
    }

    private void remove(WriteBatch batch, byte[] key) throws IOException {
        try {
            batch.delete(key);
        } catch (RocksDBException e) {
            throw failed("change", e);
        }
    }

    /// The first key behind all that begin with `prefix`, which does not end with 0xff.
    private static byte[] behind(byte[] prefix) {
        byte[] end = Arrays.copyOf(prefix, prefix.length + 1);
        Arrays.fill(end, prefix.length, end.length, (byte) 0xff);
        int last = prefix.length - 1;
        while (last >= 0 && end[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return end;
        }
        byte[] bound = Arrays.copyOf(end, last + 1);
        bound[last]++;
        return bound;
    }
}
