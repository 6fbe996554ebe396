package io.cairn.metadata.fold;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Upload;
import java.util.List;
import java.util.Optional;

/// The state of one partition before an event, as its rules see it.
public interface FoldView {
    /// The bucket of this name.
    Optional<BucketImage> bucket(String name);

    /// The newest version of the key, a delete marker included.
    Optional<ObjectVersion> newest(BucketId bucket, ObjectKey key);

    /// The null version of the key, a delete marker perhaps. Below versions that have ids it is
    /// found by what [Mutation.MarkNull] said.
    Optional<ObjectVersion> nullVersion(BucketId bucket, ObjectKey key);

    /// The version of this sequence.
    Optional<ObjectVersion> version(BucketId bucket, ObjectKey key, long sequence);

    /// The upload in progress.
    Optional<Upload> upload(BucketId bucket, ObjectKey key, UploadId id);

    /// One part of an upload or of the object made of it.
    Optional<Part> part(BucketId bucket, UploadId id, int number);

    /// All parts of an upload or of the object made of it, in order of their numbers.
    List<Part> parts(BucketId bucket, UploadId id);

    /// Whether the bucket has any version.
    boolean hasVersions(BucketId bucket);

    /// The content bytes of all versions of the bucket.
    long usedBytes(BucketId bucket);

    /// Up to `max` uploads in progress.
    List<Upload> uploads(BucketId bucket, int max);

    /// The highest floor of all fences so far; [Fold#NO_FLOOR] if there was none.
    long floor();

    /// The first outcome of this event id, if the log held it (or its withdrawal) at or behind
    /// [#outcomesFrom].
    Optional<Outcome> outcome(EventId id);

    /// The position from which on outcomes are known; see [OutcomeAge].
    long outcomesFrom();
}
