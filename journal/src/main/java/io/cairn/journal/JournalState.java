package io.cairn.journal;

/// What a journal holds, or held before it was damaged: `ends` say up to where it went.
/// `generation` is 0 if it never was written; the journals of the highest generation are the
/// newest. `complete` says that it then held all that the log did.
public record JournalState(long generation, boolean complete, PartitionEnds ends) {}
