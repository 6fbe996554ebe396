package io.cairn.blobs.simulation;

/// A rule that a simulation breaks, to show that its invariants notice.
enum Mistake {
    NONE,
    /// A client is answered before its event is synced.
    ANSWERS_BEFORE_SYNC,
    /// Shards are reclaimed before the event that released them is synced (H1).
    RECLAIMS_BEFORE_SYNC,
    /// Shards are reclaimed although a read that began earlier may need them (H9).
    RECLAIMS_UNDER_READS,
    /// A drive notes that it has reclaimed before it has.
    NOTES_BEFORE_DELETION,
    /// Shards without an owner are removed without a fence (H8).
    SWEEPS_WITHOUT_FENCE,
    /// A shard that could not be written is not named as missing (H2).
    HIDES_MISSING_SHARDS
}
