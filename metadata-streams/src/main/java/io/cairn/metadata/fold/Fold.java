package io.cairn.metadata.fold;

import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody.BucketCreate;
import io.cairn.schemas.event.EventBody.BucketDelete;
import io.cairn.schemas.event.EventBody.Fence;
import io.cairn.schemas.event.EventBody.InBucket;
import io.cairn.schemas.event.EventBody.ObjectPut;
import io.cairn.schemas.event.EventBody.ObjectRewrite;
import io.cairn.schemas.event.EventBody.ObjectsDelete;
import io.cairn.schemas.event.EventBody.PartPut;
import io.cairn.schemas.event.EventBody.RulesRaised;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import io.cairn.schemas.event.EventBody.UploadAbort;
import io.cairn.schemas.event.EventBody.UploadComplete;
import io.cairn.schemas.event.EventBody.UploadCreate;
import io.cairn.schemas.event.EventBody.Withdraw;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Upload;
import java.util.List;
import java.util.Optional;

/// The rules by which the log decides. A pure function: the same view and event give the same
/// decision wherever and whenever it is computed. Rules that would alter any outcome get a new
/// number and apply only behind a `RulesRaised` event; the old ones stay.
public final class Fold {
    /// The newest rules this code knows.
    public static final int RULES = 1;

    /// The floor of a partition without a fence: no base is below it.
    public static final long NO_FLOOR = -1;

    /// Deleting a bucket takes its uploads with it, but no more than this many uploads and parts in
    /// one event.
    private static final int DROPPED_PARTS_MAX = 10_000;

    private Fold() {}

    /// Decides the event at `position` of `partition`. Throws [UnknownRulesException] if an event
    /// raises the rules above [#RULES].
    public static Decision decide(FoldView view, Event event, int partition, long position) {
        DecisionBuilder decision = new DecisionBuilder(event, partition, position);
        Optional<Outcome> first = view.outcome(event.id());
        if (first.isPresent()) {
            return repeat(decision, event, first.get());
        }
        return switch (event.body()) {
            case BucketCreate create -> createBucket(view, decision, create);
            case Withdraw withdraw -> withdraw(view, decision, withdraw);
            case RulesRaised(int rules) -> raiseRules(decision, rules);
            case Fence(long floor) -> fence(view, decision, floor);
            case InBucket body -> inBucket(view, decision, body);
        };
    }

    /// A withdrawn event comes late: what it brought is let go of. Any other repetition changes
    /// nothing.
    private static Decision repeat(DecisionBuilder decision, Event event, Outcome first) {
        if (first instanceof Outcome.Rejected rejected
                && rejected.rejection() == Rejection.WITHDRAWN
                && event.body() instanceof InBucket body) {
            return decision.reject(Rejection.WITHDRAWN, "withdrawn by its writer", body);
        }
        return decision.repeat(first);
    }

    private static Decision inBucket(FoldView view, DecisionBuilder decision, InBucket body) {
        Event event = decision.event();
        Optional<BucketImage> found = view.bucket(event.bucket());
        if (found.isEmpty() || !event.bucketId().equals(Optional.of(found.get().id()))) {
            return decision.reject(Rejection.NO_SUCH_BUCKET, "bucket " + event.bucket(), body);
        }
        BucketImage bucket = found.get();
        if (body.blob().isPresent() && isLate(view, event)) {
            return decision.reject(Rejection.LATE, lateness(view, event), body);
        }
        return switch (body) {
            case BucketDelete ignored -> deleteBucket(view, decision, bucket);
            case ObjectPut put -> ObjectRules.put(view, decision, bucket, put);
            case ObjectRewrite rewrite -> ObjectRules.rewrite(view, decision, bucket, rewrite);
            case ObjectsDelete delete -> ObjectRules.delete(view, decision, bucket, delete);
            case UploadCreate create -> UploadRules.create(decision, bucket, create);
            case PartPut part -> UploadRules.putPart(view, decision, bucket, part);
            case UploadComplete complete -> UploadRules.complete(view, decision, bucket, complete);
            case UploadAbort abort -> UploadRules.abort(view, decision, bucket, abort);
            case ShardsRelocated moved -> RelocationRules.relocate(view, decision, bucket, moved);
        };
    }

    /// Whether a fence lies between an event and the writing of the shards that it brings: they may
    /// have been taken for shards that nothing refers to.
    static boolean isLate(FoldView view, Event event) {
        return event.base() < view.floor();
    }

    /// Words for that.
    static String lateness(FoldView view, Event event) {
        return "base " + event.base() + " is below the floor " + view.floor();
    }

    private static Decision createBucket(
            FoldView view, DecisionBuilder decision, BucketCreate create) {
        Event event = decision.event();
        if (view.bucket(event.bucket()).isPresent()) {
            return decision.reject(
                    Rejection.BUCKET_ALREADY_OWNED_BY_YOU,
                    "bucket " + event.bucket(),
                    Optional.empty());
        }
        BucketImage bucket =
                new BucketImage(
                        event.bucket(),
                        create.newBucketId(),
                        event.timeMillis(),
                        event.origin().principal(),
                        create.region(),
                        decision.position());
        decision.mutate(new Mutation.PutBucket(bucket));
        decision.updateBucket(bucket.name(), Optional.of(bucket));
        decision.bucketChange(ChangeKind.BUCKET_CREATED, bucket.id());
        return decision.accept(Optional.empty(), Optional.of(bucket), List.of());
    }

    private static Decision deleteBucket(
            FoldView view, DecisionBuilder decision, BucketImage bucket) {
        if (view.hasVersions(bucket.id())) {
            return decision.reject(
                    Rejection.BUCKET_NOT_EMPTY, "bucket " + bucket.name(), Optional.empty());
        }
        int dropped = 0;
        for (Upload upload : view.uploads(bucket.id(), DROPPED_PARTS_MAX + 1)) {
            List<Part> parts = view.parts(bucket.id(), upload.id());
            dropped += 1 + parts.size();
            if (dropped > DROPPED_PARTS_MAX) {
                return decision.reject(
                        Rejection.BUCKET_NOT_EMPTY,
                        "bucket " + bucket.name() + " has many uploads in progress",
                        Optional.empty());
            }
            UploadRules.drop(decision, bucket.id(), upload, parts);
        }
        decision.mutate(new Mutation.RemoveBucket(bucket.name(), bucket.id()));
        decision.updateBucket(bucket.name(), Optional.empty());
        decision.bucketChange(ChangeKind.BUCKET_DELETED, bucket.id());
        return decision.accept();
    }

    private static Decision withdraw(FoldView view, DecisionBuilder decision, Withdraw withdraw) {
        if (view.outcome(withdraw.eventId()).isEmpty()) {
            decision.mutate(new Mutation.MarkWithdrawn(withdraw.eventId()));
        }
        return decision.accept();
    }

    /// A floor that lies beyond the fence itself would reject events of requests that are yet to
    /// begin.
    private static Decision fence(FoldView view, DecisionBuilder decision, long floor) {
        if (floor > decision.position()) {
            return decision.reject(
                    Rejection.INVALID_REQUEST,
                    "floor " + floor + " of a fence at " + decision.position(),
                    Optional.empty());
        }
        if (floor > view.floor()) {
            decision.mutate(new Mutation.RaiseFloor(floor));
        }
        return decision.accept();
    }

    private static Decision raiseRules(DecisionBuilder decision, int rules) {
        if (rules > RULES) {
            throw new UnknownRulesException(rules, RULES);
        }
        decision.mutate(new Mutation.SetRules(rules));
        return decision.accept();
    }
}
