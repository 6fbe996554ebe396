package io.cairn.shard.reclaim;

/// Knows how far the log of the namespace is durable.
public interface LogDurability {
    /// Whether the event at `position` of `partition` survives the loss of power and of any drive.
    boolean isDurable(int partition, long position);
}
