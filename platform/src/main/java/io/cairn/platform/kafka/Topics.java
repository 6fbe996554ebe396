package io.cairn.platform.kafka;

/// The names of the topics, all behind one prefix (`cairn.` unless configured).
public record Topics(String prefix) {
    /// The prefix unless another is configured.
    public static final String DEFAULT_PREFIX = "cairn.";

    /// The largest record, in bytes, on any of these topics.
    public static final int RECORD_BYTES_MAX = 16 * 1024 * 1024;

    /// The size of a log segment, in bytes: room for the largest record, and little to read again
    /// after a kill.
    public static final int SEGMENT_BYTES = 2 * RECORD_BYTES_MAX;

    /// The log of events: the only truth.
    public String namespace() {
        return prefix + "namespace";
    }

    /// What the log decided.
    public String changes() {
        return prefix + "changes";
    }

    /// Buckets as they are.
    public String buckets() {
        return prefix + "buckets";
    }

    /// Shards that nothing refers to any more.
    public String reclaim() {
        return prefix + "reclaim";
    }

    /// Hints of damaged shards.
    public String heal() {
        return prefix + "heal";
    }
}
