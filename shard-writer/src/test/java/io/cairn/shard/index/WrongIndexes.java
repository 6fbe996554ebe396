package io.cairn.shard.index;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Indexes that do one thing wrong, as code above them would that had the mistake: for showing that
/// tests would find it.
public record WrongIndexes(IndexSource indexes, Mistake mistake) implements IndexSource {
    /// What is wrong.
    public enum Mistake {
        /// Nobody looks for dead records, so tombstones count as not needed too early.
        NO_DEAD_RECORDS,
        /// What must be durable before a file is removed is not flushed.
        NO_FLUSH,
        /// Changes are made one by one: the checkpoint may be durable without what it covers.
        CHECKPOINT_FIRST
    }

    @Override
    public ShardIndex open(Path directory) throws IOException {
        return new WrongIndex(indexes.open(directory), mistake);
    }

    @Override
    public ShardIndex recreate(Path directory) throws IOException {
        return new WrongIndex(indexes.recreate(directory), mistake);
    }

    private record WrongIndex(ShardIndex index, Mistake mistake) implements ShardIndex {
        @Override
        public byte @Nullable [] get(byte[] key) throws IOException {
            return index.get(key);
        }

        @Override
        public void scan(byte[] prefix, byte[] from, int max, RowVisitor visitor)
                throws IOException {
            boolean hidden = mistake == Mistake.NO_DEAD_RECORDS && prefix[0] == 'D';
            if (!hidden) {
                index.scan(prefix, from, max, visitor);
            }
        }

        @Override
        public void write(Changes changes) throws IOException {
            if (mistake == Mistake.CHECKPOINT_FIRST) {
                Changes first = new Changes(index);
                changes.forEach(
                        (key, value) -> {
                            if (key[0] == 'C' || key[0] == 'S') {
                                first.put(key, value);
                            }
                        },
                        key -> {});
                index.write(first);
            }
            index.write(changes);
        }

        @Override
        public void flush() throws IOException {
            if (mistake != Mistake.NO_FLUSH) {
                index.flush();
            }
        }

        @Override
        public void flushSoon() throws IOException {
            index.flushSoon();
        }

        @Override
        public void close() throws IOException {
            index.close();
        }
    }
}
