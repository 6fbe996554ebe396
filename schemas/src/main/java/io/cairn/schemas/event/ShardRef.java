package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;
import java.util.Comparator;

/// One shard of one generation of a blob. Ordered by blob, index and generation.
public record ShardRef(BlobId blob, int index, int generation) implements Comparable<ShardRef> {
    private static final Comparator<ShardRef> ORDER =
            Comparator.comparing(ShardRef::blob)
                    .thenComparing(ShardRef::index)
                    .thenComparing(ShardRef::generation);

    @Override
    public int compareTo(ShardRef other) {
        return ORDER.compare(this, other);
    }
}
