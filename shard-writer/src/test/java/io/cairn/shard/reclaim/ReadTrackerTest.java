package io.cairn.shard.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadTrackerTest {
    private final ReadTracker tracker = new ReadTracker();

    @Test
    void isQuiet_whileAnEarlierReadRuns_isFalse() {
        ReadTracker.Read first = tracker.begin();
        ReadTracker.Read second = tracker.begin();
        long ended = tracker.advance();
        ReadTracker.Read later = tracker.begin();
        assertThat(tracker.isQuiet(ended)).isFalse();
        first.close();
        first.close();
        assertThat(tracker.isQuiet(ended)).isFalse();
        second.close();
        assertThat(tracker.isQuiet(ended)).as("later reads do not count").isTrue();
        assertThat(tracker.isQuiet(tracker.advance())).isFalse();
        later.close();
    }

    @Test
    void awaitQuiet_whenTheReadEnds_returns() throws InterruptedException {
        ReadTracker.Read read = tracker.begin();
        long ended = tracker.advance();
        assertThat(tracker.awaitQuiet(ended, 1)).isFalse();
        Thread closer = Thread.ofVirtual().start(read::close);
        assertThat(tracker.awaitQuiet(ended, 60_000)).isTrue();
        closer.join();
    }

    @Test
    void awaitRunning_whileAReadRuns_returnsOnceItEndsOrIsNotWantedAnyMore()
            throws InterruptedException {
        ReadTracker.Read read = tracker.begin();
        assertThat(tracker.awaitRunning(() -> false)).isFalse();
        Thread closer = Thread.ofVirtual().start(read::close);
        assertThat(tracker.awaitRunning(() -> true)).isTrue();
        closer.join();
        assertThat(tracker.awaitRunning(() -> false)).as("none runs").isTrue();
    }
}
