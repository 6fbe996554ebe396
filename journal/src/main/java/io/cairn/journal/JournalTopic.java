package io.cairn.journal;

import io.cairn.platform.Check;

/// A topic that is journaled. The offsets of one that is compacted may have gaps.
public record JournalTopic(String name, int partitions, boolean compacted) {
    public JournalTopic {
        Check.argument(!name.isEmpty() && partitions > 0, "topic %s of %s", name, partitions);
    }
}
