package io.cairn.load.workload;

/// How one step of a worker ended.
sealed interface Outcome {
    /// It did what it should, moving this many bytes of objects and changing or naming this many
    /// keys.
    record Done(long bytes, int keys) implements Outcome {}

    /// The server refused, or answered something wrong.
    record Failed(String code) implements Outcome {}

    /// There is nothing left to do.
    record Exhausted() implements Outcome {}
}
