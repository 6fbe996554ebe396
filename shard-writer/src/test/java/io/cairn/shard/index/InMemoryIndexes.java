package io.cairn.shard.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The index of one drive in memory, which a crash takes back to its last flush, or to any moment
/// after it: a real one flushes by itself when its memory is full.
public final class InMemoryIndexes implements IndexSource {
    private final Random random;
    private TreeMap<byte[], byte[]> live = new TreeMap<>(Arrays::compareUnsigned);
    private TreeMap<byte[], byte[]> durable = new TreeMap<>(Arrays::compareUnsigned);
    private int generation;
    private long writable = Long.MAX_VALUE;

    public InMemoryIndexes(Random random) {
        this.random = random;
    }

    /// Lets so many more changes succeed; those behind fail, and flushes too.
    public void setWritable(long changes) {
        writable = changes;
    }

    /// Loses what was not flushed.
    public void crash() {
        live = copy(durable);
        generation++;
    }

    /// Loses everything.
    public void lose() {
        live.clear();
        durable.clear();
        generation++;
    }

    /// All rows, for comparison.
    public Map<byte[], byte[]> rows() {
        return copy(live);
    }

    @Override
    public ShardIndex open(Path directory) {
        generation++;
        return new Index(generation);
    }

    @Override
    public ShardIndex recreate(Path directory) {
        live.clear();
        durable.clear();
        return open(directory);
    }

    private static TreeMap<byte[], byte[]> copy(TreeMap<byte[], byte[]> rows) {
        return new TreeMap<>(rows);
    }

    private final class Index implements ShardIndex {
        private final int opened;
        private boolean closed;

        Index(int opened) {
            this.opened = opened;
        }

        @Override
        public byte @Nullable [] get(byte[] key) throws IOException {
            check();
            return live.get(key);
        }

        @Override
        public void scan(byte[] prefix, byte[] from, int max, RowVisitor visitor)
                throws IOException {
            check();
            int shown = 0;
            for (Map.Entry<byte[], byte[]> row : copy(live).tailMap(from).entrySet()) {
                if (shown++ == max || !Changes.startsWith(row.getKey(), prefix)) {
                    return;
                }
                visitor.visit(row.getKey(), row.getValue());
            }
        }

        @Override
        public void write(Changes changes) throws IOException {
            checkRoom();
            writable--;
            changes.forEach(live::put, live::remove);
            if (random.nextInt(20) == 0) {
                durable = copy(live);
            }
        }

        @Override
        public void flush() throws IOException {
            checkRoom();
            durable = copy(live);
        }

        @Override
        public void flushSoon() throws IOException {
            checkRoom();
            if (random.nextBoolean()) {
                durable = copy(live);
            }
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                flush();
                closed = true;
            }
        }

        private void checkRoom() throws IOException {
            check();
            if (writable == 0) {
                throw new IOException("No space left for the index");
            }
        }

        private void check() throws IOException {
            if (closed || opened != generation) {
                throw new IOException("the index is closed");
            }
        }
    }
}
