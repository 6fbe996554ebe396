package io.cairn.metadata.fold;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.Upload;
import java.util.List;
import java.util.Optional;

/// The rules of shards that were rebuilt elsewhere. A relocation is accepted only if the row that
/// it names holds its blob in exactly the places that the healer found. Of two that began from the
/// same places the second is rejected and its shards are reclaimed. No client sees a change: the
/// version keeps its sequence, ETag and time.
final class RelocationRules {
    private RelocationRules() {}

    /// The rows that a relocation names, as far as they are there.
    private record Rows(
            Optional<ObjectVersion> version, Optional<Upload> upload, Optional<Part> part) {
        /// The blob that may move: a part's, if a part is named.
        Optional<Blob> blob(ShardsRelocated moved) {
            Optional<Blob> blob =
                    moved.uploadId().isPresent()
                            ? part.flatMap(Part::blob)
                            : version.flatMap(ObjectVersion::blob);
            return blob.filter(held -> held.id().equals(moved.blobId()));
        }
    }

    static Decision relocate(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ShardsRelocated moved) {
        Rows rows = rows(view, bucket.id(), moved);
        Optional<Blob> held = rows.blob(moved);
        List<ShardPlace> places = held.map(Blob::shards).orElse(List.of());
        if (held.isEmpty() || !places.equals(moved.before())) {
            return decision.rejectMoved(
                    Rejection.STALE, "blob " + moved.blobId() + " has moved on", moved, places);
        }
        if (Fold.isLate(view, decision.event())) {
            String words = Fold.lateness(view, decision.event());
            return decision.rejectMoved(Rejection.LATE, words, moved, places);
        }
        for (int index = 0; index < places.size(); index++) {
            if (!places.get(index).sameShard(moved.after().get(index))) {
                decision.reclaim(moved.blobId(), index, places.get(index));
            }
        }
        write(decision, bucket.id(), moved, rows, held.get().at(moved.after()));
        return decision.accept();
    }

    /// A part is found only with what owns it: the upload in progress, or the version made of it.
    private static Rows rows(FoldView view, BucketId bucket, ShardsRelocated moved) {
        Optional<ObjectVersion> version =
                moved.sequence() < 0
                        ? Optional.empty()
                        : view.version(bucket, moved.key(), moved.sequence());
        if (moved.uploadId().isEmpty()) {
            return new Rows(version, Optional.empty(), Optional.empty());
        }
        UploadId id = moved.uploadId().get();
        Optional<Upload> upload =
                moved.sequence() < 0 ? view.upload(bucket, moved.key(), id) : Optional.empty();
        boolean owned =
                upload.isPresent()
                        || version.flatMap(ObjectVersion::partsOf).equals(Optional.of(id));
        Optional<Part> part = owned ? view.part(bucket, id, moved.partNumber()) : Optional.empty();
        return new Rows(version, upload, part);
    }

    private static void write(
            DecisionBuilder decision,
            BucketId bucket,
            ShardsRelocated moved,
            Rows rows,
            Blob blob) {
        Optional<Part> part = rows.part().map(row -> row.relocated(blob));
        Optional<ObjectVersion> version =
                rows.version().map(row -> row.relocated(row.blob().map(own -> blob)));
        part.ifPresent(row ->
                decision.mutate(new Mutation.PutPart(bucket, moved.uploadId().orElseThrow(), row)));
        version.ifPresent(row -> decision.mutate(new Mutation.PutVersion(bucket, row)));
        decision.change(
                ChangeKind.SHARDS_RELOCATED,
                bucket,
                moved.key().value(),
                new Change.Image(version, rows.version(), rows.upload(), part));
    }
}
