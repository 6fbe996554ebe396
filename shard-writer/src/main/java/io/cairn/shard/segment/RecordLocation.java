package io.cairn.shard.segment;

/// Where a record lies: the number of its segment, where in it, and how long it is.
record RecordLocation(long segment, long offset, int length) {
    /// Stands for no place.
    static final RecordLocation NONE = new RecordLocation(0, 0, 0);
}
