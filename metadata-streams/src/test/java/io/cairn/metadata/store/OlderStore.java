package io.cairn.metadata.store;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/// Makes stores of other releases out of one of this release, for tests.
public final class OlderStore {
    private OlderStore() {}

    /// As an earlier release left it.
    public static void earlier(Path directory) {
        rewrite(directory, mark -> mark(mark, LogMark.FORMAT - 1, mark.position()));
    }

    /// As an earlier release left it that had folded `more` records more.
    public static void earlierAndAhead(Path directory, long more) {
        rewrite(directory, mark -> mark(mark, LogMark.FORMAT - 1, mark.position() + more));
    }

    /// As a later release left it.
    static void later(Path directory) {
        rewrite(directory, mark -> mark(mark, LogMark.FORMAT + 1, mark.position()));
    }

    private static LogMark mark(LogMark mark, int format, long position) {
        return new LogMark(format, mark.rules(), position, mark.topicId(), mark.crc32c());
    }

    private static void rewrite(Path directory, UnaryOperator<LogMark> change) {
        write(
                directory,
                store -> {
                    byte[] known = store.get(Family.META, BatchWriter.MARK).orElseThrow();
                    return change.apply(LogMark.fromBytes(known)).toBytes();
                });
    }

    /// Whose mark is none.
    static void withoutMark(Path directory) {
        write(directory, store -> new byte[] {1, 2, 3});
    }

    private interface Mark {
        byte[] of(PartitionStore store);
    }

    private static void write(Path directory, Mark mark) {
        try (StoreMemory memory = new StoreMemory(4 << 20, 8 << 20);
                PartitionStore store = new PartitionStore(directory, memory);
                WriteBatch batch = new WriteBatch()) {
            store.open();
            batch.put(store.handle(Family.META), BatchWriter.MARK, mark.of(store));
            store.write(batch);
        } catch (RocksDBException e) {
            throw new IllegalStateException(e);
        }
    }
}
