package io.cairn.shard.journal;

/// What a journal holds. `generation` is 0 if it never was written; the journals of the highest
/// generation are the newest. `complete` says that it then held all that the log did.
public record JournalState(long generation, boolean complete, Ends ends) {}
