package io.cairn.metadata.fold;

import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.ContentLocation;
import io.cairn.schemas.event.DeletedEntry;
import io.cairn.schemas.event.EventBody.DeleteEntry;
import io.cairn.schemas.event.EventBody.ObjectsDelete;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.VersionStamp;
import io.cairn.schemas.event.Versioning;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rules of one delete: of a key, which a versioned bucket keeps under a delete marker, or of a
/// version by its id, which is gone for good.
///
/// The view shows the state before the event. So no entry may depend on what another one of the
/// same event does: entries that name a version and entries that name only the key do not go
/// together for one key. The second kind to come is refused and may be asked for again.
final class DeleteRules {
    /// One delete reclaims no more parts than this, so that an event and what it sends stay small.
    private static final int PARTS_MAX = 20_000;

    private static final DeletedEntry TOO_MUCH = DeletedEntry.refused(Rejection.TOO_MUCH_AT_ONCE);

    private final FoldView view;
    private final DecisionBuilder decision;
    private final BucketImage bucket;
    private final Map<ObjectKey, DeletedEntry> keys = new HashMap<>();
    private final Map<ObjectKey, Set<Long>> versions = new HashMap<>();
    private int droppedParts;

    private DeleteRules(FoldView view, DecisionBuilder decision, BucketImage bucket) {
        this.view = view;
        this.decision = decision;
        this.bucket = bucket;
    }

    static Decision delete(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectsDelete delete) {
        if (delete.entries().size() > ObjectsDelete.ENTRIES_MAX) {
            return decision.reject(
                    Rejection.INVALID_REQUEST, delete.entries().size() + " keys in one delete");
        }
        DeleteRules rules = new DeleteRules(view, decision, bucket);
        List<DeletedEntry> entries = delete.entries().stream().map(rules::delete).toList();
        return decision.accept(entries);
    }

    private DeletedEntry delete(DeleteEntry entry) {
        if (entry.versionId().isPresent()) {
            return keys.containsKey(entry.key())
                    ? TOO_MUCH
                    : deleteVersion(entry, entry.versionId().get());
        }
        if (versions.containsKey(entry.key())) {
            return TOO_MUCH;
        }
        DeletedEntry first = keys.get(entry.key());
        if (first != null) {
            return first;
        }
        DeletedEntry answer = deleteKey(entry);
        if (answer.rejection().isEmpty()) {
            keys.put(entry.key(), answer);
        }
        return answer;
    }

    private DeletedEntry deleteKey(DeleteEntry entry) {
        boolean versioned = bucket.configuration().versioning() != Versioning.UNVERSIONED;
        Optional<ObjectVersion> newest = view.newest(bucket.id(), entry.key());
        Optional<ObjectVersion> current = ObjectRules.current(newest);
        Optional<ObjectVersion> replaced =
                bucket.configuration().versioning() == Versioning.SUSPENDED
                        ? view.nullVersion(bucket.id(), entry.key())
                        : current.filter(_ -> !versioned);
        Optional<Rejection> refused = refusal(entry, newest).or(() -> limit(replaced));
        if (refused.isPresent()) {
            return DeletedEntry.refused(refused.get());
        }
        boolean nothingToMatch =
                newest.isEmpty() && !entry.preconditions().equals(Preconditions.NONE);
        if (versioned && !nothingToMatch) {
            return mark(entry.key(), newest);
        }
        if (current.isPresent()) {
            remove(ChangeKind.OBJECT_DELETED, current.get());
        }
        return DeletedEntry.GONE;
    }

    /// Hides the key under a delete marker, also one that does not exist or is hidden already.
    private DeletedEntry mark(ObjectKey key, Optional<ObjectVersion> newest) {
        VersionStamp stamp =
                ObjectRules.stamp(decision, bucket, decision.event().origin().principal());
        ObjectVersion marker =
                new ObjectVersion(
                        key,
                        stamp.ofDeleteMarker(),
                        ObjectContent.NONE,
                        ObjectMetadata.EMPTY,
                        ObjectAttributes.NONE,
                        ContentLocation.NONE);
        ObjectRules.place(view, decision, bucket, newest, marker);
        decision.objectChange(
                ChangeKind.DELETE_MARKER_CREATED,
                bucket.id(),
                key.value(),
                Optional.of(marker),
                ObjectRules.current(newest));
        return DeletedEntry.marker(marker.versionId().orElse(VersionId.NULL));
    }

    private DeletedEntry deleteVersion(DeleteEntry entry, VersionId id) {
        Set<Long> gone = versions.computeIfAbsent(entry.key(), _ -> new HashSet<>());
        Optional<ObjectVersion> found =
                named(entry.key(), id).filter(version -> !gone.contains(version.sequence()));
        Optional<Rejection> refused =
                refusal(entry, found).or(() -> locked(entry, found)).or(() -> limit(found));
        if (refused.isPresent()) {
            return DeletedEntry.refused(refused.get());
        }
        if (found.isEmpty()) {
            return DeletedEntry.GONE;
        }
        ObjectVersion version = found.get();
        boolean versioned = bucket.configuration().versioning() != Versioning.UNVERSIONED;
        remove(versioned ? ChangeKind.VERSION_DELETED : ChangeKind.OBJECT_DELETED, version);
        gone.add(version.sequence());
        return version.deleteMarker() ? DeletedEntry.MARKER_GONE : DeletedEntry.GONE;
    }

    private Optional<ObjectVersion> named(ObjectKey key, VersionId id) {
        return id.equals(VersionId.NULL)
                ? view.nullVersion(bucket.id(), key)
                : view.version(bucket.id(), key, id.sequence())
                        .filter(version -> version.versionId().equals(Optional.of(id)));
    }

    /// S3 deletes what is not there whatever the conditions, and makes no delete marker then. A
    /// delete marker is there: `*` matches it, but no ETag does. For writes it counts as absent.
    private static Optional<Rejection> refusal(DeleteEntry entry, Optional<ObjectVersion> version) {
        return version.isEmpty()
                ? Optional.empty()
                : ObjectRules.check(entry.preconditions(), version);
    }

    private Optional<Rejection> locked(DeleteEntry entry, Optional<ObjectVersion> version) {
        return version.filter(found ->
                        LockRules.isLocked(decision.event(), found, entry.bypassGovernance()))
                .map(_ -> Rejection.LOCKED);
    }

    /// Refuses what would reclaim too many parts, and counts them otherwise.
    private Optional<Rejection> limit(Optional<ObjectVersion> removed) {
        int parts = removed.map(ObjectVersion::partCount).orElse(0);
        if (droppedParts > 0 && droppedParts + parts > PARTS_MAX) {
            return Optional.of(Rejection.TOO_MUCH_AT_ONCE);
        }
        droppedParts += parts;
        return Optional.empty();
    }

    private void remove(ChangeKind kind, ObjectVersion version) {
        ObjectRules.remove(view, decision, bucket, version);
        decision.objectChange(
                kind, bucket.id(), version.key().value(), Optional.empty(), Optional.of(version));
    }
}
