package io.cairn.journal.kafka;

/// What journals say of the log that was restored from them.
public enum LogEvidence {
    /// Nothing: there is no journal, or one cannot be read.
    NONE,

    /// There are journals, but none is known to hold all that was answered.
    INCOMPLETE,

    /// A journal of the newest generation held the whole log, so the log holds all that was
    /// answered.
    WHOLE
}
