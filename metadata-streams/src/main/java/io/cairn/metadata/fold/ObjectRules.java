package io.cairn.metadata.fold;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.ContentLocation;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody.DeleteEntry;
import io.cairn.schemas.event.EventBody.ObjectPut;
import io.cairn.schemas.event.EventBody.ObjectRewrite;
import io.cairn.schemas.event.EventBody.ObjectsDelete;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.VersionStamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rules of objects: put, rewrite, delete.
final class ObjectRules {
    private static final long SECOND_MILLIS = 1000;

    /// One delete reclaims no more parts than this, so that an event and what it sends stay small.
    private static final int PARTS_MAX = 20_000;

    private ObjectRules() {}

    static Decision put(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectPut put) {
        Optional<ObjectVersion> current = current(view, bucket.id(), put.key());
        Optional<Rejection> refused = check(put.preconditions(), current);
        if (refused.isPresent()) {
            return decision.reject(refused.get(), "key " + put.key());
        }
        ObjectVersion version = versionOf(decision, put);
        replace(view, decision, bucket.id(), current, version);
        decision.objectChange(
                put.copy() ? ChangeKind.OBJECT_COPIED : ChangeKind.OBJECT_PUT,
                bucket.id(),
                put.key().value(),
                Optional.of(version),
                current);
        return decision.accept(version);
    }

    private static ObjectVersion versionOf(DecisionBuilder decision, ObjectPut put) {
        Event event = decision.event();
        return new ObjectVersion(
                put.key(),
                stamp(decision, event.origin().principal()),
                put.content(),
                put.metadata(),
                put.attributes(),
                ContentLocation.of(event.blob()));
    }

    /// Says when and by whom the version of this event is made.
    static VersionStamp stamp(DecisionBuilder decision, String owner) {
        return new VersionStamp(
                decision.position(), Optional.empty(), false, decision.event().timeMillis(), owner);
    }

    static Decision rewrite(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectRewrite rewrite) {
        Optional<ObjectVersion> current = current(view, bucket.id(), rewrite.key());
        if (current.isEmpty()) {
            return decision.reject(Rejection.NO_SUCH_KEY, "key " + rewrite.key());
        }
        if (current.get().sequence() != rewrite.sequence()) {
            return decision.reject(Rejection.STALE, "key " + rewrite.key());
        }
        Optional<Rejection> refused = check(rewrite.preconditions(), current);
        if (refused.isPresent()) {
            return decision.reject(refused.get(), "key " + rewrite.key());
        }
        ObjectVersion before = current.get();
        ObjectVersion after =
                new ObjectVersion(
                        before.key(),
                        stamp(decision, decision.event().origin().principal()),
                        before.content(),
                        rewrite.metadata(),
                        before.attributes(),
                        before.location());
        decision.mutate(new Mutation.RemoveVersion(bucket.id(), before.key(), before.sequence()));
        decision.mutate(new Mutation.PutVersion(bucket.id(), after));
        decision.objectChange(
                ChangeKind.OBJECT_REWRITTEN,
                bucket.id(),
                before.key().value(),
                Optional.of(after),
                current);
        return decision.accept(after);
    }

    static Decision delete(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectsDelete delete) {
        if (delete.entries().size() > ObjectsDelete.ENTRIES_MAX) {
            return decision.reject(
                    Rejection.INVALID_REQUEST, delete.entries().size() + " keys in one delete");
        }
        List<Optional<Rejection>> entries = new ArrayList<>();
        Set<ObjectKey> gone = new HashSet<>();
        int droppedParts = 0;
        for (DeleteEntry entry : delete.entries()) {
            Optional<ObjectVersion> current =
                    gone.contains(entry.key()) ? Optional.empty() : named(view, bucket, entry);
            Optional<Rejection> refused =
                    current.isEmpty()
                            ? Optional.empty() // S3 deletes an absent key whatever the conditions
                            : check(entry.preconditions(), current);
            int parts = current.map(ObjectVersion::partCount).orElse(0);
            if (refused.isEmpty() && droppedParts > 0 && droppedParts + parts > PARTS_MAX) {
                refused = Optional.of(Rejection.TOO_MUCH_AT_ONCE);
            }
            entries.add(refused);
            if (refused.isEmpty() && current.isPresent()) {
                remove(view, decision, bucket.id(), current.get());
                gone.add(entry.key());
                droppedParts += parts;
            }
        }
        return decision.accept(Optional.empty(), entries);
    }

    /// The version that an entry names. A key has no other than the null version.
    private static Optional<ObjectVersion> named(
            FoldView view, BucketImage bucket, DeleteEntry entry) {
        boolean isThere = entry.versionId().isEmpty() || isNull(entry.versionId().get());
        return isThere ? current(view, bucket.id(), entry.key()) : Optional.empty();
    }

    private static boolean isNull(VersionId id) {
        return id.equals(VersionId.NULL);
    }

    private static void remove(
            FoldView view, DecisionBuilder decision, BucketId bucket, ObjectVersion current) {
        decision.mutate(new Mutation.RemoveVersion(bucket, current.key(), current.sequence()));
        decision.mutate(new Mutation.AddUsage(bucket, -1, -current.size()));
        release(view, decision, bucket, current);
        decision.objectChange(
                ChangeKind.OBJECT_DELETED,
                bucket,
                current.key().value(),
                Optional.empty(),
                Optional.of(current));
    }

    /// Puts `version` in the place of the current one, and reclaims what that one held.
    static void replace(
            FoldView view,
            DecisionBuilder decision,
            BucketId bucket,
            Optional<ObjectVersion> current,
            ObjectVersion version) {
        if (current.isPresent()) {
            ObjectVersion before = current.get();
            decision.mutate(new Mutation.RemoveVersion(bucket, before.key(), before.sequence()));
            release(view, decision, bucket, before);
        }
        decision.mutate(new Mutation.PutVersion(bucket, version));
        decision.mutate(
                new Mutation.AddUsage(
                        bucket,
                        current.isPresent() ? 0 : 1,
                        version.size() - current.map(ObjectVersion::size).orElse(0L)));
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

    static Optional<ObjectVersion> current(FoldView view, BucketId bucket, ObjectKey key) {
        return view.newest(bucket, key).filter(version -> !version.deleteMarker());
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
