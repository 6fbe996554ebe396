package io.cairn.shard.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Changes of an index that are made together. Reading through it shows the rows as they will be.
/// Used by one thread.
public final class Changes {
    private static final byte[] REMOVED = {};

    private final ShardIndex index;
    private final TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);

    public Changes(ShardIndex index) {
        this.index = index;
    }

    public void put(byte[] key, byte[] value) {
        rows.put(key, value);
    }

    public void remove(byte[] key) {
        rows.put(key, REMOVED);
    }

    /// The number of rows that change.
    public int size() {
        return rows.size();
    }

    /// The value that the key will have; null if none.
    public byte @Nullable [] get(byte[] key) throws IOException {
        byte[] changed = rows.get(key);
        if (changed == null) {
            return index.get(key);
        }
        return isRemoved(changed) ? null : changed;
    }

    /// Shows the rows that there will be whose key begins with `prefix`, in order.
    public void scan(byte[] prefix, ShardIndex.RowVisitor visitor) throws IOException {
        TreeMap<byte[], byte[]> merged = new TreeMap<>(Arrays::compareUnsigned);
        index.scan(prefix, merged::put);
        SortedMap<byte[], byte[]> changed = rows.tailMap(prefix);
        for (Map.Entry<byte[], byte[]> row : changed.entrySet()) {
            if (!startsWith(row.getKey(), prefix)) {
                break;
            }
            merged.put(row.getKey(), row.getValue());
        }
        for (Map.Entry<byte[], byte[]> row : merged.entrySet()) {
            if (!isRemoved(row.getValue())) {
                visitor.visit(row.getKey(), row.getValue());
            }
        }
    }

    /// Shows each change to `puts` or `removals`.
    public void forEach(ShardIndex.RowVisitor puts, KeyVisitor removals) throws IOException {
        for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
            if (isRemoved(row.getValue())) {
                removals.visit(row.getKey());
            } else {
                puts.visit(row.getKey(), row.getValue());
            }
        }
    }

    /// Whether `key` begins with `prefix`.
    public static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    @SuppressWarnings("ReferenceEquality") // the one array that stands for a removal
    private static boolean isRemoved(byte[] value) {
        return value == REMOVED;
    }

    /// Sees keys one after the other.
    public interface KeyVisitor {
        void visit(byte[] key) throws IOException;
    }
}
