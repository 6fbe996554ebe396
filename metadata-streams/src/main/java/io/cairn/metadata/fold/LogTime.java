package io.cairn.metadata.fold;

/// Time as the events of one partition tell it. It never runs backwards, and every fold of the same
/// log has the same. `latestMillis` is the latest time that an event told, in milliseconds since
/// the epoch; `elapsedMillis` is how much time has passed in the log since it began.
///
/// The clocks of writers differ a little, so an earlier time than the latest one counts as no time.
/// A much earlier one means that a clock was wrong and was set back: time goes on from there.
public record LogTime(long latestMillis, long elapsedMillis) {
    private static final long SKEW_MILLIS_MAX = OutcomeAge.TIME.toMillis();

    /// The time of a log whose first event tells `millis`.
    public static LogTime beginning(long millis) {
        return new LogTime(millis, 0);
    }

    /// The time once an event has told `millis`.
    public LogTime told(long millis) {
        if (millis > latestMillis) {
            return new LogTime(millis, elapsedMillis + (millis - latestMillis));
        }
        return latestMillis - millis > SKEW_MILLIS_MAX ? new LogTime(millis, elapsedMillis) : this;
    }
}
