package io.cairn.journal;

/// Is told up to where the journals that count hold the log. Called by many threads, one at a time.
public interface JournalListener {
    /// All of the partition before `end` is durable in every journal that counts. An end may be
    /// lower than before when another journal begins to count.
    void journaled(LogPartition partition, long end);

    /// No journal counts any more: nothing is to be waited for.
    void noneCounts();
}
