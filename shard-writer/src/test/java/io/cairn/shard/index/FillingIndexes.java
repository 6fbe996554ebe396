package io.cairn.shard.index;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Indexes that take nothing more on demand, as a real one whose drive is full, until there is room
/// again.
public final class FillingIndexes implements IndexSource {
    private final IndexSource indexes;
    public volatile boolean full;

    public FillingIndexes(IndexSource indexes) {
        this.indexes = indexes;
    }

    @Override
    public ShardIndex open(Path directory) throws IOException {
        return new Index(indexes.open(directory));
    }

    @Override
    public ShardIndex recreate(Path directory) throws IOException {
        return new Index(indexes.recreate(directory));
    }

    private void check() throws IOException {
        if (full) {
            throw new IOException("no space left for the index");
        }
    }

    private final class Index implements ShardIndex {
        private final ShardIndex index;

        Index(ShardIndex index) {
            this.index = index;
        }

        @Override
        public byte @Nullable [] get(byte[] key) throws IOException {
            return index.get(key);
        }

        @Override
        public void scan(byte[] prefix, byte[] from, int max, RowVisitor visitor)
                throws IOException {
            index.scan(prefix, from, max, visitor);
        }

        @Override
        public void write(Changes changes) throws IOException {
            check();
            index.write(changes);
        }

        @Override
        public void flush() throws IOException {
            check();
            index.flush();
        }

        @Override
        public void flushSoon() throws IOException {
            check();
            index.flushSoon();
        }

        @Override
        public void close() throws IOException {
            index.close();
        }
    }
}
