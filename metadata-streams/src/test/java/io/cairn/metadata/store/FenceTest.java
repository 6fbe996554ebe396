package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.accepted;
import static io.cairn.metadata.store.FoldBench.delete;
import static io.cairn.metadata.store.FoldBench.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.BlobRow;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.ShardRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes behind a fence brings no shards, if it began before.
class FenceTest {
    private static final int EVENTS = 10;
    private static final long FLOOR = 5;

    @TempDir Path directory;
    private FoldBench bench;
    private BucketImage bucket;

    /// A log that is long enough for floors.
    @BeforeEach
    void open() {
        bench = new FoldBench(directory.resolve("live"));
        bucket = bench.create("photos");
        for (int i = 0; i < EVENTS; i++) {
            accepted(fold(-1, FoldBench.put("a", 0, Optional.empty())));
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Outcome fold(long base, EventBody body) {
        return bench.fold(at(base, bench.event(bucket, body)));
    }

    private Outcome fold(long base, FoldBench.Asked asked) {
        return bench.fold(at(base, bench.event(bucket, asked)));
    }

    private static Event at(long base, Event event) {
        return new Event(
                event.id(),
                event.timeMillis(),
                event.bucket(),
                event.bucketId(),
                new Event.Known(base, Event.UNKNOWN, Event.UNKNOWN, Event.UNKNOWN),
                event.origin(),
                event.body(),
                event.blob());
    }

    private Outcome fence(long floor) {
        return bench.fold(bench.event("", Optional.empty(), new EventBody.Fence(floor)));
    }

    private Outcome put(long base, Blob blob) {
        return fold(base, FoldBench.put("a", blob.length(), Optional.of(blob)));
    }

    private Optional<Blob> blob() {
        return Optional.of(bench.blob(9));
    }

    private Optional<ObjectVersion> latest(String key) {
        return bench.partition.latest(bucket.id(), new ObjectKey(key));
    }

    private UploadId begin() {
        UploadId id = new UploadId(bench.id());
        fold(-1, FoldBench.begin("up", id));
        return id;
    }

    private static FoldBench.Asked part(UploadId id, Blob blob) {
        return FoldBench.part("up", id, 1, blob.length(), blob);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, FLOOR - 1})
    void put_thatBeganBelowTheFloor_isRejectedAndItsShardsGo(long base) {
        accepted(fence(FLOOR));
        Blob late = bench.blob(10);
        assertThat(rejected(put(base, late))).isEqualTo(Rejection.LATE);
        assertThat(bench.reclaimed()).containsExactly(late.id(), late.id());
        assertThat(bench.reclaims().getLast().position())
                .isEqualTo(bench.partition.mark().position());
        assertThat(latest("a").orElseThrow().size()).isZero();
    }

    @Test
    void put_thatBeganAtTheFloor_isAccepted() {
        accepted(fence(FLOOR));
        Blob blob = bench.blob(10);
        accepted(put(FLOOR, blob));
        assertThat(latest("a").flatMap(ObjectVersion::blob)).contains(blob);
        assertThat(bench.reclaimed()).isEmpty();
    }

    @Test
    void part_thatBeganBelowTheFloor_isRejectedAndItsShardsGo() {
        UploadId id = begin();
        accepted(fence(FLOOR));
        Blob late = bench.blob(9);
        assertThat(rejected(fold(FLOOR - 1, part(id, late)))).isEqualTo(Rejection.LATE);
        assertThat(bench.reclaimed()).containsExactly(late.id(), late.id());
        accepted(fold(FLOOR, part(id, bench.blob(9))));
    }

    @Test
    void relocation_thatBeganBelowTheFloor_isRejectedAndOnlyItsNewShardGoes() {
        Blob blob = bench.blob(10);
        accepted(put(FLOOR, blob));
        BlobRow row =
                bench.partition.holder(bucket.id(), new ObjectKey("a"), blob.id()).orElseThrow();
        accepted(fence(FLOOR));
        ShardsRelocated moved = FoldBench.relocate("a", row, 7);
        assertThat(rejected(fold(FLOOR - 1, moved))).isEqualTo(Rejection.LATE);
        assertThat(bench.reclaims()).hasSize(1);
        assertThat(bench.reclaims().getFirst().shards())
                .containsExactly(new ShardRef(blob.id(), 1, 7));
        assertThat(latest("a").flatMap(ObjectVersion::blob)).contains(blob);
        accepted(fold(FLOOR, FoldBench.relocate("a", row, 8)));
    }

    @Test
    void event_thatBringsNoShards_isAcceptedWhenItBegan() {
        UploadId id = begin();
        accepted(fold(-1, part(id, bench.blob(9))));
        accepted(fence(FLOOR));
        accepted(fold(-1, FoldBench.put("empty", 0, Optional.empty())));
        accepted(fold(-1, FoldBench.complete("up", id, 1)));
        accepted(fold(-1, delete("a")));
        assertThat(bench.reclaimed()).isEmpty();
    }

    @Test
    void fence_belowAnEarlierOne_changesNothing() {
        accepted(fence(FLOOR));
        accepted(fence(FLOOR - 3));
        assertThat(rejected(put(FLOOR - 1, bench.blob(10)))).isEqualTo(Rejection.LATE);
        accepted(fence(FLOOR + 1));
        assertThat(rejected(put(FLOOR, bench.blob(10)))).isEqualTo(Rejection.LATE);
    }

    @Test
    void fence_beyondItself_isRejected() {
        long next = bench.partition.mark().position() + 1;
        assertThat(rejected(fence(next + 1))).isEqualTo(Rejection.INVALID_REQUEST);
        accepted(put(0, bench.blob(10)));
        assertThat(bench.changes().getLast().bucket()).isEqualTo("photos");
    }

    @Test
    void fence_ofAnyKind_sendsNothing() {
        int sent = bench.emitted.size();
        accepted(fence(FLOOR));
        assertThat(bench.emitted).hasSize(sent);
    }

    @Test
    void event_acceptedBeforeTheFenceAndSentAgain_getsItsFirstOutcome() {
        Event first = at(0, bench.event(bucket, FoldBench.put("b", 3, Optional.of(bench.blob(3)))));
        Outcome outcome = bench.fold(first);
        accepted(outcome);
        accepted(fence(FLOOR));
        assertThat(bench.fold(first)).isEqualTo(outcome);
        assertThat(bench.reclaimed()).isEmpty();
        assertThat(latest("b")).isPresent();
    }

    @Test
    void floor_ofAStoreThatIsOpenedAgain_holds() {
        accepted(fence(FLOOR));
        Event late = at(FLOOR - 1, bench.event(bucket, FoldBench.put("a", 9, blob())));
        StateDigest before = bench.partition.digest();
        List<byte[]> log = new ArrayList<>(bench.log);
        bench.close();
        bench = new FoldBench(directory.resolve("live"), new ArrayList<>(log));
        assertThat(bench.partition.digest()).isEqualTo(before);
        assertThat(rejected(bench.fold(late))).isEqualTo(Rejection.LATE);
    }

    @Test
    void rebuild_ofALogWithFences_givesTheLiveState() {
        String without = bench.partition.digest().sha256();
        accepted(fence(FLOOR));
        assertThat(bench.partition.digest().sha256()).isNotEqualTo(without);
        assertThat(rejected(put(FLOOR - 1, bench.blob(10)))).isEqualTo(Rejection.LATE);
        accepted(put(FLOOR, bench.blob(10)));
        try (FoldBench again = new FoldBench(directory.resolve("again"), bench.log)) {
            for (int offset = 0; offset < bench.log.size(); offset++) {
                again.partition.restore(FoldBench.TOPIC, offset, bench.log.get(offset));
            }
            assertThat(again.partition.digest()).isEqualTo(bench.partition.digest());
        }
    }

    @Test
    void floor_ofADiscardedStore_isGone() {
        accepted(fence(FLOOR));
        bench.partition.discard();
        for (int offset = 0; offset < bench.log.size() - 1; offset++) {
            bench.foldNext();
        }
        bench.log.removeLast();
        accepted(put(0, bench.blob(10)));
    }
}
