package io.cairn.metadata.fold;

import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody.BucketCreate;
import io.cairn.schemas.event.EventBody.BucketDelete;
import io.cairn.schemas.event.EventBody.BucketDocumentPut;
import io.cairn.schemas.event.EventBody.BucketLockPut;
import io.cairn.schemas.event.EventBody.BucketQuotaPut;
import io.cairn.schemas.event.EventBody.BucketVersioningPut;
import io.cairn.schemas.event.EventBody.Fence;
import io.cairn.schemas.event.EventBody.InBucket;
import io.cairn.schemas.event.EventBody.ObjectLegalHoldPut;
import io.cairn.schemas.event.EventBody.ObjectPut;
import io.cairn.schemas.event.EventBody.ObjectRetentionPut;
import io.cairn.schemas.event.EventBody.ObjectRewrite;
import io.cairn.schemas.event.EventBody.ObjectTagsPut;
import io.cairn.schemas.event.EventBody.ObjectsDelete;
import io.cairn.schemas.event.EventBody.PartPut;
import io.cairn.schemas.event.EventBody.RulesRaised;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import io.cairn.schemas.event.EventBody.UploadAbort;
import io.cairn.schemas.event.EventBody.UploadComplete;
import io.cairn.schemas.event.EventBody.UploadCreate;
import io.cairn.schemas.event.EventBody.Withdraw;
import io.cairn.schemas.event.ObjectLock;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Upload;
import io.cairn.schemas.event.Versioning;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The rules by which the log decides. A pure function: the same view and event give the same
/// decision wherever and whenever it is computed. A change that would alter any outcome gets a new
/// number of rules and applies only behind a `RulesRaised` event; the old rules stay in the code.
public final class Fold {
    /// The rules by which every log begins.
    public static final int RULES_FIRST = 1;

    /// The newest rules this code knows.
    public static final int RULES_NEWEST = 1;

    /// The floor of a partition without a fence: no base is below it.
    public static final long NO_FLOOR = -1;

    /// Deleting a bucket takes its uploads with it, but no more than this many uploads and parts in
    /// one event.
    private static final int DROPPED_PARTS_MAX = 10_000;

    /// Rejections of events whose bytes another event may bring, or an earlier copy has brought.
    private static final Set<Rejection> KEEPING_BYTES =
            Set.of(Rejection.STALE, Rejection.FORGOTTEN);

    private Fold() {}

    /// Decides the event at `position` of `partition`, by the rules of number `rules`. An event
    /// whose id has an outcome already gets that one and changes no row, as long as outcomes are
    /// known: see [OutcomeAge]. One that was sent so long ago that its outcome may be forgotten is
    /// rejected as FORGOTTEN. Throws [UnknownRulesException] if `rules`, or those that the event
    /// raises, are above [#RULES_NEWEST].
    public static Decision decide(
            FoldView view, Event event, int partition, long position, int rules) {
        return decide(view, event, partition, position, new Rules(rules, RULES_NEWEST));
    }

    /// The rules of a partition, and the newest that the code knows.
    record Rules(int number, int newest) {
        void requireKnown(int asked) {
            if (asked < RULES_FIRST || asked > newest) {
                throw new UnknownRulesException(asked, newest);
            }
        }
    }

    /// As above, with another number of the newest rules: for tests.
    static Decision decide(FoldView view, Event event, int partition, long position, Rules rules) {
        rules.requireKnown(rules.number());
        DecisionBuilder decision = new DecisionBuilder(event, partition, position);
        Optional<Outcome> first = view.outcome(event.id());
        if (first.isPresent()) {
            return repeat(decision, event, first.get());
        }
        if (mayBeForgotten(view, event, position)) {
            return decision.rejectKeepingBytes(
                    Rejection.FORGOTTEN, "sent at position " + event.known().sent());
        }
        return switch (event.body()) {
            case BucketCreate create -> createBucket(view, decision, create);
            case Withdraw withdraw -> withdraw(view, decision, withdraw);
            case RulesRaised(int raised) -> raiseRules(decision, rules, raised);
            case Fence(long floor) -> fence(view, decision, floor);
            case InBucket body -> inBucket(view, decision, body);
        };
    }

    /// Whether an earlier copy of the event may have an outcome that is not known any more. The
    /// bytes that it brings may then belong to a version, so they are not reclaimed: if they belong
    /// to none, the sweep of orphans finds them.
    private static boolean mayBeForgotten(FoldView view, Event event, long position) {
        long sent = event.known().sent();
        return sent != Event.UNKNOWN
                && position - sent > OutcomeAge.POSITIONS
                && sent < view.outcomesFrom();
    }

    /// A repetition changes nothing and gets the first outcome. Bytes that it brings are reclaimed:
    /// its writer wrote them again, or the first event was rejected and its bytes went with it. Two
    /// kinds of bytes stay: those of the first event, if it was accepted, and those of an event
    /// that was rejected without reclaiming what it brought. The sweep of orphans finds what is
    /// left over: other places of the same blob, and the new shards of a relocation that comes
    /// again.
    private static Decision repeat(DecisionBuilder decision, Event event, Outcome first) {
        switch (first) {
            case Outcome.Accepted accepted ->
                    event.blob()
                            .filter(blob -> !accepted.blob().equals(Optional.of(blob.id())))
                            .ifPresent(decision::reclaim);
            case Outcome.Rejected rejected -> {
                if (rejected.rejection() == Rejection.WITHDRAWN
                        && event.body() instanceof InBucket) {
                    return decision.reject(Rejection.WITHDRAWN, "withdrawn by its writer");
                }
                if (!KEEPING_BYTES.contains(rejected.rejection())) {
                    event.blob().ifPresent(decision::reclaim);
                }
            }
        }
        return decision.repeat(first);
    }

    private static Decision inBucket(FoldView view, DecisionBuilder decision, InBucket body) {
        Event event = decision.event();
        Optional<BucketImage> found = view.bucket(event.bucket());
        if (found.isEmpty() || !event.bucketId().equals(Optional.of(found.get().id()))) {
            return decision.reject(Rejection.NO_SUCH_BUCKET, "bucket " + event.bucket());
        }
        BucketImage bucket = found.get();
        if (event.blob().isPresent() && isLate(view, event)) {
            return decision.reject(Rejection.LATE, lateness(view, event));
        }
        long revision = event.known().bucketRevision();
        if (revision != Event.UNKNOWN && revision != bucket.revision()) {
            return stale(decision, "the configuration is of revision " + bucket.revision());
        }
        decision.tell(bucket.configuration().notificationRevision());
        Decision made = decide(view, decision, bucket, body);
        return isOverQuota(view, decision, bucket)
                ? decision.reject(Rejection.QUOTA_EXCEEDED, "bucket " + bucket.name())
                : made;
    }

    /// Whether what was decided makes a bucket larger that is then larger than its quota. The parts
    /// of an upload in progress do not count.
    private static boolean isOverQuota(
            FoldView view, DecisionBuilder decision, BucketImage bucket) {
        OptionalLong quota = bucket.configuration().quotaBytes();
        long added = quota.isEmpty() ? 0 : decision.addedBytes();
        return added > 0 && view.usedBytes(bucket.id()) + added > quota.orElseThrow();
    }

    private static Decision decide(
            FoldView view, DecisionBuilder decision, BucketImage bucket, InBucket body) {
        return switch (body) {
            case BucketDelete ignored -> deleteBucket(view, decision, bucket);
            case BucketDocumentPut put -> putDocument(decision, bucket, put);
            case BucketVersioningPut put -> putVersioning(decision, bucket, put);
            case BucketLockPut put -> putLock(decision, bucket, put);
            case BucketQuotaPut put -> putQuota(decision, bucket, put);
            case ObjectPut put -> ObjectRules.put(view, decision, bucket, put);
            case ObjectRewrite rewrite -> ObjectRules.rewrite(view, decision, bucket, rewrite);
            case ObjectTagsPut put -> ObjectRules.tag(view, decision, bucket, put);
            case ObjectRetentionPut put -> LockRules.putRetention(view, decision, bucket, put);
            case ObjectLegalHoldPut put -> LockRules.putLegalHold(view, decision, bucket, put);
            case ObjectsDelete delete -> DeleteRules.delete(view, decision, bucket, delete);
            case UploadCreate create -> UploadRules.create(decision, bucket, create);
            case PartPut part -> UploadRules.putPart(view, decision, bucket, part);
            case UploadComplete complete -> UploadRules.complete(view, decision, bucket, complete);
            case UploadAbort abort -> UploadRules.abort(view, decision, bucket, abort);
            case ShardsRelocated moved -> RelocationRules.relocate(view, decision, bucket, moved);
        };
    }

    /// The bytes that the event brings stay, for the request to be run again with them. A healer
    /// that moves shards begins anew with other ones.
    private static Decision stale(DecisionBuilder decision, String message) {
        return decision.event().body() instanceof ShardsRelocated
                ? decision.reject(Rejection.STALE, message)
                : decision.rejectKeepingBytes(Rejection.STALE, message);
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
                    Rejection.BUCKET_ALREADY_OWNED_BY_YOU, "bucket " + event.bucket());
        }
        if (create.stripes() != 1) {
            return decision.reject(
                    Rejection.INVALID_REQUEST, "a bucket in " + create.stripes() + " stripes");
        }
        BucketImage bucket =
                new BucketImage(
                        event.bucket(),
                        create.newBucketId(),
                        event.timeMillis(),
                        event.origin().principal(),
                        create.region(),
                        create.stripes(),
                        decision.position(),
                        create.objectLock()
                                ? BucketConfiguration.NONE.with(ObjectLock.WITHOUT_DEFAULT)
                                : BucketConfiguration.NONE);
        return writeBucket(decision, bucket, ChangeKind.BUCKET_CREATED);
    }

    private static Decision writeBucket(
            DecisionBuilder decision, BucketImage bucket, ChangeKind kind) {
        decision.mutate(new Mutation.PutBucket(bucket));
        decision.updateBucket(bucket.name(), Optional.of(bucket));
        decision.bucketChange(kind, bucket.id());
        return decision.accept();
    }

    private static Decision putDocument(
            DecisionBuilder decision, BucketImage bucket, BucketDocumentPut put) {
        BucketConfiguration before = bucket.configuration();
        BucketConfiguration after =
                put.text()
                        .map(text -> before.with(put.document(), text, decision.position()))
                        .orElseGet(() -> before.without(put.document()));
        long chars = after.documents().values().stream().mapToLong(String::length).sum();
        if (put.document().isEmpty() || put.text().filter(String::isEmpty).isPresent()) {
            return decision.reject(Rejection.INVALID_REQUEST, "an empty document or name");
        }
        if (chars > BucketDocumentPut.CHARS_MAX) {
            return decision.reject(
                    Rejection.INVALID_REQUEST, "a configuration of " + chars + " characters");
        }
        return writeBucket(
                decision,
                bucket.configured(after, decision.position()),
                ChangeKind.BUCKET_CONFIGURED);
    }

    /// A bucket whose replaced versions may be kept never becomes unversioned again, and one whose
    /// versions can be locked keeps them for ever.
    private static Decision putVersioning(
            DecisionBuilder decision, BucketImage bucket, BucketVersioningPut put) {
        if (put.versioning() == Versioning.UNVERSIONED) {
            return decision.reject(Rejection.INVALID_REQUEST, "a bucket is not unversioned again");
        }
        if (bucket.configuration().lock().isPresent() && put.versioning() != Versioning.ENABLED) {
            return decision.reject(
                    Rejection.INVALID_BUCKET_STATE,
                    "An Object Lock configuration is present on this bucket, so the versioning state"
                            + " cannot be changed.");
        }
        BucketConfiguration after = bucket.configuration().with(put.versioning());
        return writeBucket(
                decision,
                bucket.configured(after, decision.position()),
                ChangeKind.BUCKET_CONFIGURED);
    }

    private static Decision putLock(
            DecisionBuilder decision, BucketImage bucket, BucketLockPut put) {
        if (bucket.configuration().versioning() != Versioning.ENABLED) {
            return decision.reject(
                    Rejection.INVALID_BUCKET_STATE,
                    "Versioning must be 'Enabled' on the bucket to apply a Object Lock"
                            + " configuration");
        }
        BucketConfiguration after = bucket.configuration().with(put.lock());
        return writeBucket(
                decision,
                bucket.configured(after, decision.position()),
                ChangeKind.BUCKET_CONFIGURED);
    }

    /// A quota below what the bucket holds stops it from growing.
    private static Decision putQuota(
            DecisionBuilder decision, BucketImage bucket, BucketQuotaPut put) {
        if (put.bytes().isPresent() && put.bytes().getAsLong() < 0) {
            return decision.reject(Rejection.INVALID_REQUEST, "a negative quota");
        }
        BucketConfiguration after = bucket.configuration().limited(put.bytes());
        return writeBucket(
                decision,
                bucket.configured(after, decision.position()),
                ChangeKind.BUCKET_CONFIGURED);
    }

    private static Decision deleteBucket(
            FoldView view, DecisionBuilder decision, BucketImage bucket) {
        if (view.hasVersions(bucket.id())) {
            return decision.reject(Rejection.BUCKET_NOT_EMPTY, "bucket " + bucket.name());
        }
        int dropped = 0;
        for (Upload upload : view.uploads(bucket.id(), DROPPED_PARTS_MAX + 1)) {
            List<Part> parts = view.parts(bucket.id(), upload.id());
            dropped += 1 + parts.size();
            if (dropped > DROPPED_PARTS_MAX) {
                return decision.reject(
                        Rejection.BUCKET_NOT_EMPTY,
                        "bucket " + bucket.name() + " has many uploads in progress");
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
                    "floor " + floor + " of a fence at " + decision.position());
        }
        if (floor > view.floor()) {
            decision.mutate(new Mutation.RaiseFloor(floor));
        }
        return decision.accept();
    }

    /// The rules are never lowered: events behind the first raise were written for the newer ones.
    private static Decision raiseRules(DecisionBuilder decision, Rules rules, int raised) {
        if (raised < RULES_FIRST) {
            return decision.reject(Rejection.INVALID_REQUEST, "rules " + raised);
        }
        rules.requireKnown(raised);
        if (raised > rules.number()) {
            decision.mutate(new Mutation.SetRules(raised));
        }
        return decision.accept();
    }
}
