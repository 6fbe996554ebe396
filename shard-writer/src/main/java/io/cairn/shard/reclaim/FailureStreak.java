package io.cairn.shard.reclaim;

/// Something that fails again and again: it is said once, and once more when it works again. Used
/// by one thread.
final class FailureStreak {
    private boolean there;

    /// It failed; whether that is to be said.
    boolean begins() {
        boolean first = !there;
        there = true;
        return first;
    }

    /// It worked; whether that is to be said.
    boolean ends() {
        boolean last = there;
        there = false;
        return last;
    }
}
