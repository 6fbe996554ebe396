package io.cairn.shard.segment;

import org.jspecify.annotations.Nullable;

/// What a record is. The codes are part of the format.
enum RecordKind {
    /// Nothing: a writer failed while it wrote the payload.
    VOID(0),
    /// A shard, as it was written first.
    SHARD(1),
    /// Names a shard that is no more.
    TOMBSTONE(2),
    /// A shard that compaction moved from the place that the frame names.
    MOVED_SHARD(3),
    /// A tombstone that compaction moved.
    MOVED_TOMBSTONE(4);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    boolean tombstone() {
        return this == TOMBSTONE || this == MOVED_TOMBSTONE;
    }

    /// The kind of a code; null if there is none.
    static @Nullable RecordKind of(int code) {
        for (RecordKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
