package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.accepted;
import static io.cairn.metadata.store.FoldBench.complete;
import static io.cairn.metadata.store.FoldBench.delete;
import static io.cairn.metadata.store.FoldBench.put;
import static io.cairn.metadata.store.FoldBench.rejected;
import static io.cairn.metadata.store.FoldBench.relocate;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.BlobRow;
import io.cairn.metadata.Usage;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.EventBody.InBucket;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Reclaim;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.schemas.event.Versioning;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Shards that were rebuilt on other drives.
class RelocationTest {
    @TempDir Path directory;
    private FoldBench bench;
    private BucketImage bucket;

    @BeforeEach
    void open() {
        bench = new FoldBench(directory);
        bucket = bench.create("photos");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Outcome fold(InBucket body) {
        return bench.fold(bench.event(bucket, body));
    }

    private Outcome fold(FoldBench.Asked asked) {
        return bench.fold(bench.event(bucket, asked));
    }

    private ObjectVersion latest(String key) {
        return bench.partition.latest(bucket.id(), new ObjectKey(key)).orElseThrow();
    }

    private BlobRow row(String key, Blob blob) {
        return bench.partition.holder(bucket.id(), new ObjectKey(key), blob.id()).orElseThrow();
    }

    private BlobRow object(String key) {
        Blob blob = bench.blob(10);
        accepted(fold(put(key, 10, Optional.of(blob))));
        return row(key, blob);
    }

    private UploadId begin(String key) {
        UploadId id = new UploadId(bench.id());
        fold(FoldBench.begin(key, id));
        return id;
    }

    private Blob part(String key, UploadId id) {
        Blob blob = bench.blob(9);
        fold(FoldBench.part(key, id, 3, 9, blob));
        return blob;
    }

    /// The last event reclaimed one shard, in this place.
    private void assertLetGo(BlobRow row, ShardPlace place) {
        Reclaim last = bench.reclaims().getLast();
        assertThat(last.position()).isEqualTo(bench.partition.mark().position());
        assertThat(last.drive()).isEqualTo(place.drive());
        assertThat(last.shards())
                .containsExactly(new ShardRef(row.blob().id(), 1, place.generation()));
    }

    @Test
    void relocation_ofAnOldVersion_movesItsShardAndNoOther() {
        BlobRow old = object("a");
        bucket = bench.set(bucket, Versioning.ENABLED);
        BlobRow newer = object("a");
        fold(FoldBench.delete("a"));
        ShardsRelocated moved = relocate("a", old, 5);
        accepted(fold(moved));
        assertLetGo(old, old.blob().shards().get(1));
        assertThat(row("a", old.blob()).blob()).isEqualTo(old.blob().at(moved.after()));
        assertThat(row("a", newer.blob())).isEqualTo(newer);
        fold(FoldBench.delete(new ObjectKey("a"), VersionId.NULL));
        assertThat(rejected(fold(relocate("a", old, 6)))).isEqualTo(Rejection.STALE);
        assertThat(row("a", newer.blob())).isEqualTo(newer);
    }

    @Test
    void relocation_ofAnObject_movesItsShardAndLetsTheOldOneGo() {
        BlobRow row = object("a");
        ObjectVersion before = latest("a");
        ShardsRelocated moved = relocate("a", row, 5);
        accepted(fold(moved));
        ObjectVersion after = latest("a");
        assertThat(after.blob()).contains(row.blob().at(moved.after()));
        assertThat(after.placementRevision()).isEqualTo(before.placementRevision() + 1);
        assertThat(after.relocated(before.blob()).etag()).isEqualTo(before.etag());
        assertThat(after.sequence()).isEqualTo(before.sequence());
        assertThat(after.modifiedMillis()).isEqualTo(before.modifiedMillis());
        assertThat(bench.reclaimed()).hasSize(1);
        assertLetGo(row, moved.before().get(1));
        assertThat(bench.partition.usage(bucket.id())).isEqualTo(new Usage(1, 10));
    }

    @Test
    void relocation_thatIsAccepted_isTold() {
        BlobRow row = object("a");
        ObjectVersion before = latest("a");
        fold(relocate("a", row, 5));
        Change change = bench.changes().getLast();
        assertThat(change.kind()).isEqualTo(ChangeKind.SHARDS_RELOCATED);
        assertThat(change.image().before()).contains(before);
        assertThat(change.image().after()).contains(latest("a"));
    }

    @Test
    void relocation_fromPlacesThatChangedMeanwhile_isRejectedAndItsShardsGo() {
        BlobRow row = object("a");
        accepted(fold(relocate("a", row, 5)));
        ObjectVersion kept = latest("a");
        ShardsRelocated late = relocate("a", row, 6);
        assertThat(rejected(fold(late))).isEqualTo(Rejection.STALE);
        assertThat(latest("a")).isEqualTo(kept);
        assertLetGo(row, late.after().get(1));
    }

    @Test
    void relocation_thatWasAcceptedUnderAnotherName_keepsItsShards() {
        BlobRow row = object("a");
        ShardsRelocated moved = relocate("a", row, 5);
        accepted(fold(moved));
        int letGo = bench.reclaims().size();
        assertThat(rejected(fold(moved))).isEqualTo(Rejection.STALE);
        assertThat(bench.reclaims()).hasSize(letGo);
    }

    @Test
    void relocation_afterAnother_movesOnFromThere() {
        BlobRow row = object("a");
        ShardsRelocated first = relocate("a", row, 5);
        fold(first);
        accepted(fold(relocate("a", row("a", row.blob()), 9)));
        assertThat(latest("a").blob().orElseThrow().shards().get(1).generation()).isEqualTo(9);
        assertThat(latest("a").placementRevision()).isEqualTo(2);
        assertLetGo(row, first.after().get(1));
    }

    @Test
    void relocation_ofAShardThatWasNeverWritten_makesItPresent() {
        Blob blob = bench.blob(10);
        ShardPlace missing = new ShardPlace(blob.shards().get(1).drive(), 0, true);
        Blob degraded = blob.at(List.of(blob.shards().get(0), missing));
        fold(put("a", 10, Optional.of(degraded)));
        BlobRow row = row("a", blob);
        fold(relocate("a", row, 5));
        assertThat(latest("a").blob().orElseThrow().shards()).noneMatch(ShardPlace::missing);
        assertLetGo(row, missing);
    }

    @Test
    void relocation_ofAnObjectDeletedMeanwhile_isRejectedAndItsShardsGo() {
        BlobRow row = object("a");
        fold(delete("a"));
        ShardsRelocated late = relocate("a", row, 5);
        assertThat(rejected(fold(late))).isEqualTo(Rejection.STALE);
        assertLetGo(row, late.after().get(1));
        assertThat(bench.partition.holder(bucket.id(), late.key(), late.blobId())).isEmpty();
    }

    @Test
    void relocation_ofAnObjectOverwrittenMeanwhile_isRejectedAndItsShardsGo() {
        BlobRow row = object("a");
        object("a");
        ObjectVersion kept = latest("a");
        ShardsRelocated late = relocate("a", row, 5);
        assertThat(rejected(fold(late))).isEqualTo(Rejection.STALE);
        assertLetGo(row, late.after().get(1));
        assertThat(latest("a")).isEqualTo(kept);
    }

    @Test
    void relocation_ofAnObjectRewrittenMeanwhile_isRejectedAndThenAccepted() {
        BlobRow row = object("a");
        ObjectMetadata metadata = ObjectMetadata.of(Map.of(), Map.of("x", "1"));
        fold(
                new EventBody.ObjectRewrite(
                        new ObjectKey("a"), row.sequence(), metadata, Preconditions.NONE));
        assertThat(rejected(fold(relocate("a", row, 5)))).isEqualTo(Rejection.STALE);
        accepted(fold(relocate("a", row("a", row.blob()), 6)));
        assertThat(latest("a").metadata()).isEqualTo(metadata);
    }

    @Test
    void relocation_intoABucketThatIsGone_letsItsShardsGo() {
        BlobRow row = object("a");
        fold(delete("a"));
        fold(new EventBody.BucketDelete());
        ShardsRelocated late = relocate("a", row, 5);
        assertThat(rejected(fold(late))).isEqualTo(Rejection.NO_SUCH_BUCKET);
        assertLetGo(row, late.after().get(1));
    }

    @Test
    void relocation_thatWasWithdrawnBefore_letsItsShardsGo() {
        BlobRow row = object("a");
        ShardsRelocated moved = relocate("a", row, 5);
        Event event = bench.event(bucket, moved);
        bench.fold(
                bench.event(
                        "photos",
                        Optional.empty(),
                        new EventBody.Withdraw(new EventId(event.id().value()))));
        assertThat(rejected(bench.fold(event))).isEqualTo(Rejection.WITHDRAWN);
        assertLetGo(row, moved.after().get(1));
        assertThat(latest("a").blob()).contains(row.blob());
    }

    @Test
    void relocation_ofAPartInProgress_movesItsShard() {
        UploadId id = begin("u");
        BlobRow row = row("u", part("u", id));
        assertThat(row.sequence()).isEqualTo(BlobRow.NO_VERSION);
        ShardsRelocated moved = relocate("u", row, 5);
        accepted(fold(moved));
        assertThat(row("u", row.blob()).blob().shards()).isEqualTo(moved.after());
        assertLetGo(row, moved.before().get(1));
        assertThat(bench.changes().getLast().image().upload().orElseThrow().id()).isEqualTo(id);
    }

    @Test
    void relocation_ofAPartCompletedMeanwhile_isRejectedAndThenAccepted() {
        UploadId id = begin("u");
        BlobRow row = row("u", part("u", id));
        fold(complete("u", id, 3));
        assertThat(rejected(fold(relocate("u", row, 5)))).isEqualTo(Rejection.STALE);
        BlobRow now = row("u", row.blob());
        ShardsRelocated moved = relocate("u", now, 6);
        accepted(fold(moved));
        assertThat(row("u", row.blob()).blob().shards()).isEqualTo(moved.after());
        assertThat(latest("u").placementRevision()).isEqualTo(1);
        assertThat(latest("u").blob()).isEmpty();
        assertThat(bench.partition.partAt(bucket.id(), id, 0).orElseThrow().blob())
                .contains(row.blob().at(moved.after()));
    }

    @Test
    void relocation_ofAPartPutAgainMeanwhile_isRejected() {
        UploadId id = begin("u");
        BlobRow row = row("u", part("u", id));
        part("u", id);
        assertThat(rejected(fold(relocate("u", row, 5)))).isEqualTo(Rejection.STALE);
    }

    @Test
    void relocation_ofAnUploadAbortedMeanwhile_isRejected() {
        UploadId id = begin("u");
        BlobRow row = row("u", part("u", id));
        fold(new EventBody.UploadAbort(new ObjectKey("u"), id));
        ShardsRelocated late = relocate("u", row, 5);
        assertThat(rejected(fold(late))).isEqualTo(Rejection.STALE);
        assertLetGo(row, late.after().get(1));
    }
}
