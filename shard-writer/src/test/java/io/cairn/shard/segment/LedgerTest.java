package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.index.InMemoryIndexes;
import io.cairn.shard.index.ShardIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What records amount to, in orders that only races and crashes bring about.
class LedgerTest {
    private static final ShardRef SHARD = PackedSamples.ref(1);
    private static final RecordLocation OLD = new RecordLocation(1, 4160, 200);
    private static final RecordLocation NEW = new RecordLocation(2, 4160, 200);
    private static final RecordLocation TOMBSTONE = new RecordLocation(3, 4160, 56);

    private final ShardIndex index = new InMemoryIndexes(new Random(1)).open(Path.of("/simulated"));
    private final Ledger ledger = new Ledger(index);

    private record Step(RecordKind kind, RecordLocation from, RecordLocation place) {
        static Step shard() {
            return new Step(RecordKind.SHARD, RecordLocation.NONE, OLD);
        }

        static Step moved() {
            return new Step(RecordKind.MOVED_SHARD, OLD, NEW);
        }

        static Step tombstone() {
            return new Step(RecordKind.TOMBSTONE, RecordLocation.NONE, TOMBSTONE);
        }
    }

    private void apply(boolean rebuilding, List<Step> steps) throws IOException {
        try (LedgerChange change = ledger.begin()) {
            if (rebuilding) {
                change.rebuilding();
            }
            for (long number = 1; number <= 3; number++) {
                change.segment(number, 1);
            }
            for (Step step : steps) {
                RecordLocation from =
                        new RecordLocation(step.from.segment(), step.from.offset(), 0);
                change.record(new RecordFrame(step.kind, 1, from), step.place, SHARD);
            }
            change.commit();
        }
    }

    @Test
    void index_thatIsMadeAgain_countsAsNoneUntilItIsWhole() throws IOException {
        apply(true, List.of(Step.shard()));
        assertThat(new Ledger(index).load()).isFalse();
        apply(false, List.of());
        assertThat(new Ledger(index).load()).isTrue();
    }

    private long liveBytes(long segment) {
        return Objects.requireNonNull(ledger.segments().get(segment)).liveBytes();
    }

    private boolean tombstoneNeeded() throws IOException {
        try (LedgerChange change = ledger.begin()) {
            return change.needsTombstone(SHARD, TOMBSTONE.segment());
        }
    }

    private void remove(long segment) throws IOException {
        try (LedgerChange change = ledger.begin()) {
            change.forget(SHARD, segment);
            change.removeSegment(segment);
            change.commit();
        }
    }

    private void assertDeadUntilBothAreGone() throws IOException {
        assertThat(ledger.place(SHARD)).isNull();
        assertThat(ledger.liveShards()).isZero();
        assertThat(liveBytes(3)).isEqualTo(56);
        remove(1);
        assertThat(tombstoneNeeded()).as("the copy is there").isTrue();
        assertThat(liveBytes(3)).isEqualTo(56);
        remove(2);
        assertThat(tombstoneNeeded()).isFalse();
        assertThat(liveBytes(3)).isZero();
    }

    @Test
    void copy_thatComesAfterTheDeletion_isDeadAndKeepsTheTombstone() throws IOException {
        apply(false, List.of(Step.shard()));
        apply(false, List.of(Step.tombstone()));
        apply(false, List.of(Step.moved()));
        assertDeadUntilBothAreGone();
    }

    @Test
    void copy_inTheBatchOfTheDeletion_isDeadAndKeepsTheTombstone() throws IOException {
        apply(false, List.of(Step.shard()));
        apply(false, List.of(Step.moved(), Step.tombstone()));
        assertDeadUntilBothAreGone();
    }

    @Test
    void index_thatIsMadeAgain_isTheSameInAnyOrderOfTheRecords() throws IOException {
        apply(true, List.of(Step.tombstone(), Step.moved(), Step.shard()));
        assertDeadUntilBothAreGone();
    }

    @Test
    void copy_ofALiveShard_takesItsPlace() throws IOException {
        apply(false, List.of(Step.shard()));
        apply(false, List.of(Step.moved(), Step.moved()));
        assertThat(ledger.place(SHARD)).isEqualTo(NEW);
        assertThat(liveBytes(1)).isZero();
        assertThat(liveBytes(2)).isEqualTo(200);
        remove(1);
        assertThat(ledger.place(SHARD)).isEqualTo(NEW);
    }

    @Test
    void batch_thatIsTakenInTwice_countsOnce() throws IOException {
        apply(false, List.of(Step.shard()));
        apply(false, List.of(Step.shard(), Step.tombstone(), Step.tombstone()));
        apply(false, List.of(Step.tombstone()));
        assertThat(liveBytes(1)).isZero();
        assertThat(liveBytes(3)).isEqualTo(56);
    }
}
