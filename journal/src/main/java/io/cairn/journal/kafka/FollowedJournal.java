package io.cairn.journal.kafka;

import io.cairn.journal.Journal;
import io.cairn.journal.JournalBatch;
import io.cairn.journal.JournalTopics;
import io.cairn.journal.JournalWriter;
import io.cairn.journal.PartitionEnds;
import io.cairn.journal.kafka.LogSource.Expected;
import java.util.List;

/// A journal that is written to while the log goes on. It counts once the log was found to hold the
/// records that the journal ended with, and everything before the log's ends of the moment in which
/// it was taken was handed to it. Used by the follower's thread only.
final class FollowedJournal {
    private final JournalDrive drive;
    private final JournalWriter writer;
    private final List<Expected> expected;
    private final long[] target;
    private boolean complete;

    /// `expected` is what the log has to hold, `target` up to where each slot has to be written.
    FollowedJournal(
            JournalDrive drive, JournalWriter writer, List<Expected> expected, long[] target) {
        this.drive = drive;
        this.writer = writer;
        this.expected = List.copyOf(expected);
        this.target = target.clone();
    }

    /// Whether a journal may be followed as it is where the log ends at `ends`: it lacks no more
    /// than `lagMax` records, and nothing in between.
    static boolean isNear(Journal journal, long[] ends, long lagMax) {
        PartitionEnds held = journal.ends();
        long lag = 0;
        boolean ahead = false;
        for (int slot = 0; slot < ends.length; slot++) {
            lag += Math.max(0, ends[slot] - held.offset(slot));
            ahead |= held.offset(slot) > ends[slot];
        }
        return journal.whole() && !ahead && lag <= lagMax;
    }

    JournalDrive drive() {
        return drive;
    }

    JournalWriter writer() {
        return writer;
    }

    List<Expected> expected() {
        return expected;
    }

    /// Whether it was told that it holds all of the log.
    boolean complete() {
        return complete;
    }

    /// Whether the log holds other records than the journal.
    boolean ofAnotherHistory() {
        return expected.stream().anyMatch(Expected::other);
    }

    /// Has the journal count if it holds all of the log now that it was handed all before `next`;
    /// whether it does so from now on.
    boolean completeIfDone(long[] next, JournalTopics topics) {
        boolean done = !complete && expected.stream().allMatch(Expected::seen);
        for (int slot = 0; slot < next.length && done; slot++) {
            done = next[slot] >= target[slot];
        }
        if (done) {
            complete = true;
            writer.complete(JournalBatch.empty(topics));
        }
        return done;
    }
}
