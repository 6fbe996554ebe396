package io.cairn.metadata.start;

/// What a start does with a fold store that is ahead of its log or belongs to another log, and with
/// a damaged one, of which that cannot be told. The store may hold outcomes that were already sent
/// to clients, although the log lost them.
public enum StoreAheadOfLog {
    /// The node does not start: part of the log is lost.
    REFUSE,

    /// Discards the store and folds the log again; a damaged store stops the start. Right where
    /// journals were written, but none is known to hold all that was answered.
    DISCARD_UNDAMAGED,

    /// Discards the store and folds the log again. Right where it is known that the log holds all
    /// that was answered.
    DISCARD
}
