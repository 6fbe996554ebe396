package io.cairn.metadata.fold;

import java.time.Duration;

/// How long an outcome is known, by the log itself: for [#POSITIONS] and for [#TIME] behind its
/// event, whichever ends later.
///
/// Time is counted by [LogTime], at every [#SAMPLED]th position only. An outcome before a sampled
/// position is at least as old as that sample. So nothing is forgotten early; it may be known for
/// up to [#SAMPLED] positions longer.
public final class OutcomeAge {
    /// An outcome is known for at least as many positions.
    public static final long POSITIONS = 100_000;

    /// An outcome is known for at least as long. No AWS SDK retries a call for longer by default,
    /// and no signature is valid for longer.
    public static final Duration TIME = Duration.ofMinutes(15);

    /// How far apart the positions are whose time is looked at.
    public static final long SAMPLED = 1024;

    private OutcomeAge() {}

    /// Whether the time of the log is looked at here.
    public static boolean isSampled(long position) {
        return position % SAMPLED == 0;
    }

    /// Whether all outcomes before the sampled position `from`, whose time was `then`, are to be
    /// forgotten at the sampled position `position`, whose time is `now`.
    public static boolean isOver(long from, LogTime then, long position, LogTime now) {
        return position - from >= POSITIONS
                && now.elapsedMillis() - then.elapsedMillis() >= TIME.toMillis();
    }
}
