package io.cairn.journal.kafka;

import io.cairn.platform.MonotonicClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// The journal of one drive and what is done with it:
///
///     Spare ----> Following <---- Filling <---- Spare, Resting
///                     |               |
///                     +---> Resting <-+         (it failed, hangs or is damaged)
///
/// Spare is how it begins. Any state becomes Lost when the drive is gone, and Lost becomes Resting
/// when the drive is back. Nothing is written while what wrote to the journal before has not ended:
/// it may hang, and wake up in the middle of what is written then. Used by the follower's thread
/// only.
final class DriveJournal {
    private final MonotonicClock clock;
    private JournalDrive drive;
    private State state;

    /// What is done with a journal. `anew` says that what it holds is of no use, so that it is to
    /// be filled from the first record of the log on.
    sealed interface State {
        /// Nobody writes to it; it may be taken.
        record Spare(boolean anew) implements State {}

        /// Nobody is to write to it until `fromNanos`, and until what wrote to it before is
        /// `ended`.
        record Resting(boolean anew, BooleanSupplier ended, long fromNanos) implements State {}

        /// It is filled from the log on a thread of its own.
        record Filling(JournalFill fill) implements State {}

        /// What the log gets is written to it.
        record Following(FollowedJournal journal) implements State {}

        /// Its drive is gone; what wrote to it may not have `ended`.
        record Lost(BooleanSupplier ended) implements State {}
    }

    DriveJournal(JournalDrive drive, MonotonicClock clock) {
        this.clock = clock;
        this.drive = drive;
        this.state = new State.Spare(false);
    }

    JournalDrive drive() {
        return drive;
    }

    State state() {
        return state;
    }

    /// Whether it may be taken now, whatever it holds.
    boolean isReady() {
        return switch (state) {
            case State.Spare _ -> true;
            case State.Resting(_, BooleanSupplier ended, long fromNanos) ->
                    clock.nanos() - fromNanos >= 0 && ended.getAsBoolean();
            case State.Filling _, State.Following _, State.Lost _ -> false;
        };
    }

    /// Whether it has to be filled from the first record on.
    boolean isAnew() {
        return switch (state) {
            case State.Spare(boolean anew) -> anew;
            case State.Resting(boolean anew, _, _) -> anew;
            case State.Filling(JournalFill fill) -> fill.anew();
            case State.Following _, State.Lost _ -> false;
        };
    }

    void fill(JournalFill fill) {
        state = new State.Filling(fill);
    }

    void follow(FollowedJournal journal) {
        state = new State.Following(journal);
    }

    /// Nobody writes to it for `time` and until what does so now has ended.
    void rest(boolean anew, Duration time) {
        state = new State.Resting(anew, ended(), clock.nanos() + time.toNanos());
    }

    /// The drive is gone.
    void lose() {
        state = new State.Lost(ended());
    }

    /// The drive is there again, as `renewed`, with nothing on it.
    void renew(JournalDrive renewed) {
        state = new State.Resting(true, ended(), clock.nanos());
        drive = renewed;
    }

    /// Tells whether what wrote to it last has ended.
    private BooleanSupplier ended() {
        return switch (state) {
            case State.Spare _ -> () -> true;
            case State.Resting(_, BooleanSupplier ended, _) -> ended;
            case State.Filling(JournalFill fill) -> fill::ended;
            case State.Following(FollowedJournal journal) -> journal.writer()::ended;
            case State.Lost(BooleanSupplier ended) -> ended;
        };
    }
}
