package io.cairn.metadata.fold;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.ContentLocation;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody.ObjectPut;
import io.cairn.schemas.event.EventBody.ObjectRewrite;
import io.cairn.schemas.event.EventBody.ObjectTagsPut;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.VersionStamp;
import io.cairn.schemas.event.Versioning;
import java.util.Optional;

/// The rules of objects: put and rewrite, and how versions of a key replace each other.
final class ObjectRules {
    private static final long SECOND_MILLIS = 1000;

    private ObjectRules() {}

    static Decision put(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectPut put) {
        Optional<ObjectVersion> newest = view.newest(bucket.id(), put.key());
        Optional<ObjectVersion> current = current(newest);
        Optional<Rejection> refused = check(put.preconditions(), current);
        if (refused.isPresent()) {
            return decision.reject(refused.get(), "key " + put.key());
        }
        Optional<String> unfit =
                LockRules.refusal(bucket, put.attributes())
                        .or(() -> TagRules.refusal(put.attributes().tags()));
        if (unfit.isPresent()) {
            return decision.reject(Rejection.INVALID_REQUEST, unfit.get());
        }
        ObjectVersion version = versionOf(decision, bucket, put);
        place(view, decision, bucket, newest, version);
        decision.objectChange(
                put.copy() ? ChangeKind.OBJECT_COPIED : ChangeKind.OBJECT_PUT,
                bucket.id(),
                put.key().value(),
                Optional.of(version),
                current);
        return decision.accept(version);
    }

    private static ObjectVersion versionOf(
            DecisionBuilder decision, BucketImage bucket, ObjectPut put) {
        Event event = decision.event();
        return new ObjectVersion(
                put.key(),
                stamp(decision, bucket, event.origin().principal()),
                put.content(),
                put.metadata(),
                LockRules.ofNewVersion(event, bucket, put.attributes()),
                ContentLocation.of(event.blob()));
    }

    /// Says when and by whom a version of this event is made. It has an id if the bucket keeps
    /// replaced versions, else it is the null version.
    static VersionStamp stamp(DecisionBuilder decision, BucketImage bucket, String owner) {
        Optional<VersionId> id =
                bucket.configuration().versioning() == Versioning.ENABLED
                        ? Optional.of(decision.newVersionId())
                        : Optional.empty();
        return new VersionStamp(
                decision.position(), id, false, decision.event().timeMillis(), owner);
    }

    /// The rewritten version takes over the content of the one before, which is removed. Where that
    /// one must be kept the event is STALE: its content has to be copied.
    static Decision rewrite(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectRewrite rewrite) {
        Optional<ObjectVersion> current = current(view.newest(bucket.id(), rewrite.key()));
        if (current.isEmpty()) {
            return decision.reject(Rejection.STALE, "key " + rewrite.key());
        }
        boolean stays =
                bucket.configuration().versioning() == Versioning.ENABLED
                        || current.get().versionId().isPresent();
        if (stays || current.get().sequence() != rewrite.sequence()) {
            return decision.reject(Rejection.STALE, "key " + rewrite.key());
        }
        Optional<Rejection> refused = check(rewrite.preconditions(), current);
        if (refused.isPresent()) {
            return decision.reject(refused.get(), "key " + rewrite.key());
        }
        Optional<String> unfit = rewrite.tags().flatMap(TagRules::refusal);
        if (unfit.isPresent()) {
            return decision.reject(Rejection.INVALID_REQUEST, unfit.get());
        }
        ObjectVersion before = current.get();
        ObjectVersion retagged = rewrite.tags().map(before::tagged).orElse(before);
        ObjectVersion after =
                new ObjectVersion(
                        before.key(),
                        stamp(decision, bucket, decision.event().origin().principal()),
                        before.content(),
                        rewrite.metadata(),
                        retagged.attributes(),
                        before.location());
        removeRow(decision, bucket, before);
        decision.mutate(new Mutation.PutVersion(bucket.id(), after));
        decision.objectChange(
                ChangeKind.OBJECT_REWRITTEN,
                bucket.id(),
                before.key().value(),
                Optional.of(after),
                current);
        return decision.accept(after);
    }

    /// The version keeps its place and its time: only its tags are others.
    static Decision tag(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectTagsPut put) {
        Optional<ObjectVersion> found =
                view.version(bucket.id(), put.key(), put.sequence())
                        .filter(version -> !version.deleteMarker());
        if (found.isEmpty() || put.current() && !isNewest(view, bucket, found.get())) {
            return decision.reject(Rejection.STALE, "key " + put.key());
        }
        Optional<String> unfit = TagRules.refusal(put.tags());
        if (unfit.isPresent()) {
            return decision.reject(Rejection.INVALID_REQUEST, unfit.get());
        }
        ObjectVersion tagged = found.get().tagged(put.tags());
        decision.mutate(new Mutation.PutVersion(bucket.id(), tagged));
        decision.objectChange(
                ChangeKind.OBJECT_TAGGED,
                bucket.id(),
                put.key().value(),
                Optional.of(tagged),
                found);
        return decision.accept();
    }

    private static boolean isNewest(FoldView view, BucketImage bucket, ObjectVersion version) {
        return view.newest(bucket.id(), version.key())
                .filter(newest -> newest.sequence() == version.sequence())
                .isPresent();
    }

    /// Makes `version` the newest of its key. A null version replaces the one before it, whose
    /// bytes are reclaimed.
    static void place(
            FoldView view,
            DecisionBuilder decision,
            BucketImage bucket,
            Optional<ObjectVersion> newest,
            ObjectVersion version) {
        switch (bucket.configuration().versioning()) {
            case UNVERSIONED -> newest.ifPresent(old -> remove(view, decision, bucket, old));
            case SUSPENDED ->
                    view.nullVersion(bucket.id(), version.key())
                            .ifPresent(old -> remove(view, decision, bucket, old));
            case ENABLED ->
                    newest.filter(old -> old.versionId().isEmpty())
                            .ifPresent(old ->
                                    decision.mutate(
                                            new Mutation.MarkNull(
                                                    bucket.id(), old.key(), old.sequence())));
        }
        decision.mutate(new Mutation.PutVersion(bucket.id(), version));
        if (!version.deleteMarker()) {
            decision.mutate(new Mutation.AddUsage(bucket.id(), 1, version.size()));
        }
    }

    /// Removes a version and reclaims what it held.
    static void remove(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectVersion version) {
        removeRow(decision, bucket, version);
        if (!version.deleteMarker()) {
            decision.mutate(new Mutation.AddUsage(bucket.id(), -1, -version.size()));
        }
        release(view, decision, bucket.id(), version);
    }

    private static void removeRow(
            DecisionBuilder decision, BucketImage bucket, ObjectVersion version) {
        decision.mutate(new Mutation.RemoveVersion(bucket.id(), version.key(), version.sequence()));
        if (version.versionId().isEmpty()
                && bucket.configuration().versioning() != Versioning.UNVERSIONED) {
            decision.mutate(new Mutation.UnmarkNull(bucket.id(), version.key()));
        }
    }

    private static void release(
            FoldView view, DecisionBuilder decision, BucketId bucket, ObjectVersion version) {
        version.blob().ifPresent(decision::reclaim);
        if (version.partsOf().isPresent()) {
            for (Part part : view.parts(bucket, version.partsOf().get())) {
                decision.mutate(
                        new Mutation.RemovePart(bucket, version.partsOf().get(), part.number()));
                part.blob().ifPresent(decision::reclaim);
            }
        }
    }

    /// The current version, if the newest one is no delete marker.
    static Optional<ObjectVersion> current(Optional<ObjectVersion> newest) {
        return newest.filter(version -> !version.deleteMarker());
    }

    /// What S3 answers when the conditions do not hold for the current version: 412, or NoSuchKey
    /// for an If-Match on a key that is not there (AWS, "Conditional writes").
    static Optional<Rejection> check(Preconditions conditions, Optional<ObjectVersion> current) {
        if (conditions.equals(Preconditions.NONE)) {
            return Optional.empty();
        }
        if (current.isEmpty()) {
            boolean needsOne =
                    conditions.ifMatch().isPresent()
                            || conditions.ifModifiedAtMillis().isPresent()
                            || conditions.ifSize().isPresent();
            return needsOne ? Optional.of(Rejection.NO_SUCH_KEY) : Optional.empty();
        }
        ObjectVersion version = current.get();
        boolean holds =
                !conditions.ifAbsent()
                        && conditions
                                .ifMatch()
                                .map(etag -> etag.equals("*") || etag.equals(version.etag()))
                                .orElse(true)
                        && (conditions.ifSize().isEmpty()
                                || conditions.ifSize().getAsLong() == version.size())
                        && (conditions.ifModifiedAtMillis().isEmpty()
                                || sameSecond(
                                        conditions.ifModifiedAtMillis().getAsLong(),
                                        version.modifiedMillis()));
        return holds ? Optional.empty() : Optional.of(Rejection.PRECONDITION_FAILED);
    }

    private static boolean sameSecond(long a, long b) {
        return Math.floorDiv(a, SECOND_MILLIS) == Math.floorDiv(b, SECOND_MILLIS);
    }
}
