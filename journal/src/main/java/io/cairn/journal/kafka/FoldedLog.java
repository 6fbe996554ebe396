package io.cairn.journal.kafka;

/// The fold of the log, as the journals see it. Called on the threads of the journals; must not
/// wait.
public interface FoldedLog {
    /// Nothing of `partition` behind `offset` is durable, whatever the brokers say: it must not be
    /// shown to anybody. -1 stands for nothing at all. May fall back by a little.
    void limit(int partition, long offset);

    /// What the brokers have acknowledged is durable.
    void unlimited();

    /// Has `tap` shown all records that are read to be folded, from now on.
    void tap(LogTap tap);
}
