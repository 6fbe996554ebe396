package io.cairn.shard.segment;

/// Where a record lies: the number of its segment, where in it, and how long it is.
record Place(long segment, long offset, int length) {
    /// Stands for no place.
    static final Place NONE = new Place(0, 0, 0);
}
