package io.cairn.cli.registry;

/// Knows when a record of `_schemas` that the brokers have acknowledged outlives their drive too.
public interface Durability {
    /// Waits until the record at `offset` is durable; false if it is not in time.
    boolean await(long offset) throws InterruptedException;
}
