package io.cairn.journal.kafka;

import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalTopics;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Which generation journals are written under. Those that hold all of the log are the first to
/// bear a new one; only then may one that is being filled: else it would be the newest, and outrank
/// those that are whole. Raised and settled by one thread, read by any.
final class Generations {
    private final JournalTopics topics;
    private final AtomicLong current;
    private final AtomicLong settled = new AtomicLong();

    Generations(JournalTopics topics, long first) {
        this.topics = topics;
        this.current = new AtomicLong(first);
    }

    /// That of what is written to journals that follow the log.
    AtomicLong current() {
        return current;
    }

    /// That of what is written to journals that are being filled.
    AtomicLong settled() {
        return settled;
    }

    /// Begins a new one, which `members` write down even if the log does not go on.
    void raise(List<FollowedJournal> members) {
        current.incrementAndGet();
        for (FollowedJournal member : members) {
            if (member.complete()) {
                member.writer().offer(JournalBatch.empty(topics));
            }
        }
    }

    /// Whether all of `members` hold all of the log, durably under the current generation.
    boolean settle(List<FollowedJournal> members) {
        long generation = current.get();
        boolean all = true;
        for (FollowedJournal member : members) {
            all &= member.complete() && member.writer().completeGeneration() >= generation;
        }
        if (all) {
            settled.set(generation);
        }
        return all;
    }
}
