package io.cairn.shard.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.BlobId;
import java.util.Set;
import java.util.UUID;
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
    void narrow_thenHoldsBackItsBlobsOnly() throws InterruptedException {
        BlobId film = new BlobId(new UUID(0, 1));
        BlobId other = new BlobId(new UUID(0, 2));
        ReadTracker.Read first = tracker.begin();
        ReadTracker.Read second = tracker.begin();
        long ended = tracker.advance();
        first.narrow(Set.of(film));
        assertThat(tracker.isQuiet(ended)).as("the second may read anything").isFalse();
        second.narrow(Set.of(film, other));
        assertThat(tracker.isQuiet(ended)).isTrue();
        assertThat(tracker.isRead(film, ended)).isTrue();
        second.close();
        second.close();
        assertThat(tracker.isRead(film, ended)).isTrue();
        assertThat(tracker.isRead(other, ended)).isFalse();
        assertThat(tracker.awaitReaders(Set.of(other), () -> false)).isTrue();
        assertThat(tracker.awaitReaders(Set.of(film, other), () -> false)).isFalse();
        first.close();
        assertThat(tracker.awaitReaders(Set.of(film, other), () -> false)).isTrue();
    }

    @Test
    void isRead_byReadsThatBeganLaterOnly_isFalse() {
        BlobId film = new BlobId(new UUID(0, 1));
        long ended = tracker.advance();
        try (ReadTracker.Read later = tracker.begin()) {
            later.narrow(Set.of(film));
            assertThat(tracker.isRead(film, ended)).isFalse();
            assertThat(tracker.isRead(film, tracker.advance())).isTrue();
        }
    }

    @Test
    void narrow_ofAReadThatHasEnded_holdsNothingBack() {
        BlobId film = new BlobId(new UUID(0, 1));
        ReadTracker.Read read = tracker.begin();
        read.close();
        read.narrow(Set.of(film));
        assertThat(tracker.isRead(film, tracker.advance())).isFalse();
    }

    @Test
    void awaitReaders_whileAReadRunsThatMayReadAnything_returnsOnceItEndsOrIsNotWantedAnyMore()
            throws InterruptedException {
        ReadTracker.Read read = tracker.begin();
        assertThat(tracker.awaitReaders(Set.of(), () -> false)).isFalse();
        Thread closer = Thread.ofVirtual().start(read::close);
        assertThat(tracker.awaitReaders(Set.of(), () -> true)).isTrue();
        closer.join();
        assertThat(tracker.awaitReaders(Set.of(), () -> false)).as("none runs").isTrue();
    }
}
