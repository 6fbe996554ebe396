package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.accepted;
import static io.cairn.metadata.store.FoldBench.put;
import static io.cairn.metadata.store.FoldBench.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.fold.OutcomeAge;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksIterator;

/// How long outcomes are known: for 100,000 positions and for 15 minutes of the log's time.
class OutcomeAgeTest {
    /// Between an event and the sampled positions by which it is forgotten.
    private static final long SLACK = 2 * OutcomeAge.SAMPLED;

    @TempDir Path directory;

    private FoldBench bench;
    private BucketImage bucket;

    @BeforeEach
    void open() {
        bench = new FoldBench(directory.resolve("live"));
        bucket = bench.create("photos");
    }

    private void foldOthers(FoldBench to, long count) {
        for (long i = 0; i < count; i++) {
            to.fold(to.event("none", Optional.empty(), new EventBody.BucketDelete()));
        }
    }

    private Optional<ObjectVersion> latest(String key) {
        return bench.partition.latest(bucket.id(), new ObjectKey(key));
    }

    /// In a quick log the time is what counts. A withdrawal that falls on the record by which rows
    /// of the event's outcome go is kept. What was sent and is not recognised any more is rejected,
    /// and the bytes of the version that its first copy made stay.
    @Test
    void outcome_inAQuickLog_isKnownForItsTimeThenForgottenAndItsRowsGo() {
        long sent = bench.partition.mark().position();
        Event event = bench.event(bucket, put("a", 5, Optional.of(bench.blob(5)))).sentAt(sent);
        bench.tick(Duration.ofMillis(1));
        Outcome first = bench.fold(event);
        accepted(first);
        foldOthers(bench, 2 * SLACK);
        Event other = bench.event(bucket, put("b", 5, Optional.of(bench.blob(5))));
        accepted(bench.fold(other));
        foldOthers(bench, OutcomeAge.POSITIONS + SLACK);
        assertThat(bench.fold(event)).isEqualTo(first);
        assertThat(bench.partition.outcome(event.id())).contains(first);
        bench.tick(OutcomeAge.TIME);
        while (bench.partition.outcome(event.id()).isPresent()) {
            foldOthers(bench, 1);
        }
        // The rows of the other one go with the second sample after this one.
        foldOthers(bench, SLACK - 1);
        bench.fold(bench.event("photos", Optional.empty(), new EventBody.Withdraw(other.id())));
        assertThat(OutcomeAge.isSampled(bench.partition.mark().position())).isTrue();
        assertThat(rejected(bench.fold(other))).isEqualTo(Rejection.WITHDRAWN);
        int reclaimed = bench.reclaimed().size();
        assertThat(rejected(bench.fold(event))).isEqualTo(Rejection.FORGOTTEN);
        assertThat(rejected(bench.fold(event))).isEqualTo(Rejection.FORGOTTEN);
        assertThat(bench.reclaimed()).hasSize(reclaimed);
        assertThat(latest("a").map(ObjectVersion::sequence)).contains(first.position());

        foldOthers(bench, SLACK);
        long position = bench.partition.mark().position();
        bench.close();
        // At most what is known, what came since the last sample, and what is to go with the next.
        assertThat(outcomeRows()).isLessThanOrEqualTo(OutcomeAge.POSITIONS + 2 * SLACK);
        assertThat(position).isGreaterThan(OutcomeAge.POSITIONS + 2 * SLACK);
    }

    private long outcomeRows() {
        try (StoreMemory memory = new StoreMemory(4 << 20, 8 << 20);
                PartitionStore store = new PartitionStore(directory.resolve("live"), memory)) {
            store.open();
            return store.scan(
                    Family.OUTCOMES,
                    StoreKeys.at(StoreKeys.OUTCOME_AT, Long.MAX_VALUE),
                    OutcomeAgeTest::count);
        }
    }

    private static long count(RocksIterator rows) {
        long count = 0;
        rows.seek(StoreKeys.at(StoreKeys.OUTCOME_AT, 0));
        for (; rows.isValid(); rows.next()) {
            count++;
        }
        return count;
    }

    /// In a slow log the positions are what counts. A rebuilt state knows the same.
    @Test
    void outcome_inASlowLog_isKnownForItsPositionsAndTheRebuiltStateKnowsTheSame() {
        bench.tick(Duration.ofMinutes(1));
        Event event = bench.event(bucket, put("a", 5, Optional.of(bench.blob(5))));
        Outcome first = bench.fold(event);
        foldOthers(bench, OutcomeAge.POSITIONS - 2);
        assertThat(bench.fold(event)).isEqualTo(first);

        long sample = first.position() / OutcomeAge.SAMPLED * OutcomeAge.SAMPLED;
        long dropping = sample + OutcomeAge.SAMPLED + OutcomeAge.POSITIONS;
        dropping += OutcomeAge.SAMPLED - dropping % OutcomeAge.SAMPLED;
        foldOthers(bench, dropping - bench.partition.mark().position() - 1);
        assertThat(bench.partition.outcome(event.id())).contains(first);
        foldOthers(bench, 1);
        assertThat(bench.partition.outcome(event.id())).isEmpty();
        bench.fold(bench.event("photos", Optional.empty(), new EventBody.Withdraw(event.id())));
        assertThat(rejected(bench.fold(event))).isEqualTo(Rejection.WITHDRAWN);

        try (FoldBench again = new FoldBench(directory.resolve("again"), bench.log)) {
            bench.log.forEach(_ -> again.foldNext());
            assertThat(again.partition.digest()).isEqualTo(bench.partition.digest());
            assertThat(again.partition.outcome(event.id()))
                    .isEqualTo(bench.partition.outcome(event.id()));
        }
        bench.close();
    }
}
