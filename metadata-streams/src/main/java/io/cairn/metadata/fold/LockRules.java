package io.cairn.metadata.fold;

import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.DefaultRetention;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody.ObjectLegalHoldPut;
import io.cairn.schemas.event.EventBody.ObjectRetentionPut;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectLock;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Retention;
import io.cairn.schemas.event.RetentionMode;
import java.util.Optional;

/// The rules of locked versions.
///
/// Only a bucket that keeps versions has locked ones, and it keeps them for ever. So no write takes
/// the place of a locked version, and only a delete that names a version could remove it: it asks
/// [#isLocked]. A retention ends when both clocks that an event shows say so, the node's and the
/// client's ([Event#earliestMillis]), and a default retention begins when the later one says
/// ([Event#latestMillis]). So a wrong clock of a node shortens no retention. An event that says
/// nothing of the client's clock ends no retention, and begins no default one: it is refused.
final class LockRules {
    private static final String NO_LOCK = "Bucket is missing Object Lock Configuration";
    private static final String NO_TIME =
            "The default retention of the bucket begins when a request is signed, and this request"
                    + " does not say when that was. Name a retention, or use another signature.";

    private LockRules() {}

    /// Whether the event may not remove the version.
    static boolean isLocked(Event event, ObjectVersion version, boolean bypassGovernance) {
        if (version.attributes().legalHold() == LegalHold.ON) {
            return true;
        }
        Optional<Retention> running = running(event, version);
        return running.isPresent()
                && !(bypassGovernance && running.get().mode() == RetentionMode.GOVERNANCE);
    }

    private static Optional<Retention> running(Event event, ObjectVersion version) {
        return version.attributes()
                .retention()
                .filter(retention -> event.earliestMillis() < retention.untilMillis());
    }

    /// Why a new version of this event cannot have these attributes in the bucket, if so.
    static Optional<String> refusal(Event event, BucketImage bucket, ObjectAttributes attributes) {
        return refusal(bucket, attributes)
                .or(() ->
                        event.isSigned() || defaultRetention(bucket, attributes).isEmpty()
                                ? Optional.empty()
                                : Optional.of(NO_TIME));
    }

    /// Why an upload into the bucket cannot have these attributes, if so.
    static Optional<String> refusal(BucketImage bucket, ObjectAttributes attributes) {
        boolean locks =
                attributes.retention().isPresent() || attributes.legalHold() != LegalHold.NEVER;
        return locks && bucket.configuration().lock().isEmpty()
                ? Optional.of(NO_LOCK)
                : Optional.empty();
    }

    /// The attributes of a new version that is not refused: the bucket's default retention, if its
    /// writer asks for no other one.
    static ObjectAttributes ofNewVersion(
            Event event, BucketImage bucket, ObjectAttributes attributes) {
        Optional<DefaultRetention> rule = defaultRetention(bucket, attributes);
        return rule.isEmpty()
                ? attributes
                : attributes.retained(rule.map(each -> each.from(event.latestMillis())));
    }

    private static Optional<DefaultRetention> defaultRetention(
            BucketImage bucket, ObjectAttributes attributes) {
        return attributes.retention().isPresent()
                ? Optional.empty()
                : bucket.configuration().lock().flatMap(ObjectLock::defaultRetention);
    }

    static Decision putRetention(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectRetentionPut put) {
        Optional<ObjectVersion> found = find(view, bucket, put.key(), put.sequence());
        if (bucket.configuration().lock().isEmpty()) {
            return decision.reject(Rejection.INVALID_REQUEST, NO_LOCK);
        }
        if (found.isEmpty()) {
            return decision.reject(Rejection.STALE, "key " + put.key());
        }
        Optional<Retention> running = running(decision.event(), found.get());
        boolean lifted =
                put.bypassGovernance()
                        && running.isPresent()
                        && running.get().mode() == RetentionMode.GOVERNANCE;
        if (running.isPresent() && !lifted && !extend(running.get(), put.retention())) {
            return decision.reject(Rejection.LOCKED, "key " + put.key());
        }
        ObjectAttributes changed = found.get().attributes().retained(put.retention());
        return write(decision, bucket, ChangeKind.RETENTION_PUT, found.get(), changed);
    }

    /// Whether the one retention is at least as long as the other and of the same mode.
    private static boolean extend(Retention running, Optional<Retention> changed) {
        return changed.isPresent()
                && changed.get().mode() == running.mode()
                && changed.get().untilMillis() >= running.untilMillis();
    }

    static Decision putLegalHold(
            FoldView view, DecisionBuilder decision, BucketImage bucket, ObjectLegalHoldPut put) {
        Optional<ObjectVersion> found = find(view, bucket, put.key(), put.sequence());
        if (bucket.configuration().lock().isEmpty()) {
            return decision.reject(Rejection.INVALID_REQUEST, NO_LOCK);
        }
        if (put.legalHold() == LegalHold.NEVER) {
            return decision.reject(Rejection.INVALID_REQUEST, "a legal hold that is neither");
        }
        if (found.isEmpty()) {
            return decision.reject(Rejection.STALE, "key " + put.key());
        }
        ObjectAttributes changed = found.get().attributes().held(put.legalHold());
        return write(decision, bucket, ChangeKind.LEGAL_HOLD_PUT, found.get(), changed);
    }

    private static Optional<ObjectVersion> find(
            FoldView view, BucketImage bucket, ObjectKey key, long sequence) {
        return view.version(bucket.id(), key, sequence).filter(version -> !version.deleteMarker());
    }

    /// The version keeps its place and its time.
    private static Decision write(
            DecisionBuilder decision,
            BucketImage bucket,
            ChangeKind kind,
            ObjectVersion before,
            ObjectAttributes changed) {
        ObjectVersion after = before.with(changed);
        decision.mutate(new Mutation.PutVersion(bucket.id(), after));
        decision.objectChange(
                kind, bucket.id(), before.key().value(), Optional.of(after), Optional.of(before));
        return decision.accept();
    }
}
