package io.cairn.platform;

/// A clock that never goes back and that nobody sets: for deadlines, ages, pauses and durations.
/// Only the difference of two of its moments says something, and only within this process. Safe for
/// use by many threads.
@FunctionalInterface
public interface MonotonicClock {
    /// The clock of this process.
    MonotonicClock SYSTEM = System::nanoTime;

    /// The moment that is now, in nanoseconds. May be negative, and may overflow: moments are
    /// compared by their difference.
    long nanos();
}
