package io.cairn.metadata.kafka;

/// What becomes of a fold store that holds what the log does not, or of which the log is another
/// one, and of a damaged one, which cannot show any more whether that is so. What the store knows
/// more may have been answered.
public enum StoreBeyondLog {
    /// The node does not start: part of the log is lost.
    REFUSE,

    /// The store is thrown away and the log folded again; a damaged one stops the start. Right
    /// where journals were written, but none is known to hold all that was answered.
    DISCARD_UNDAMAGED,

    /// The store is thrown away and the log folded again. Right where it is known that the log
    /// holds all that was answered.
    DISCARD
}
