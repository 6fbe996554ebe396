package io.cairn.metadata.fold;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Upload;

/// One change of the state. The mutations of an event are applied together or not at all.
public sealed interface Mutation {
    /// Writes a version row.
    record PutVersion(BucketId bucket, ObjectVersion version) implements Mutation {}

    /// Removes a version row.
    record RemoveVersion(BucketId bucket, ObjectKey key, long sequence) implements Mutation {}

    /// Says where the null version of a key is, which is not its newest version any more.
    record MarkNull(BucketId bucket, ObjectKey key, long sequence) implements Mutation {}

    /// Takes that back: the null version is gone.
    record UnmarkNull(BucketId bucket, ObjectKey key) implements Mutation {}

    /// Writes an upload row.
    record PutUpload(BucketId bucket, Upload upload) implements Mutation {}

    /// Removes an upload row; its parts are mutations of their own.
    record RemoveUpload(BucketId bucket, ObjectKey key, UploadId id) implements Mutation {}

    /// Writes a part row.
    record PutPart(BucketId bucket, UploadId upload, Part part) implements Mutation {}

    /// Removes a part row.
    record RemovePart(BucketId bucket, UploadId upload, int number) implements Mutation {}

    /// Writes a bucket row.
    record PutBucket(BucketImage bucket) implements Mutation {}

    /// Removes a bucket row and its usage.
    record RemoveBucket(String name, BucketId id) implements Mutation {}

    /// Adds to the bucket's usage: versions that are no delete markers, and their bytes. Both
    /// numbers may be negative.
    record AddUsage(BucketId bucket, long objects, long bytes) implements Mutation {}

    /// The partition is folded by these rules from the next event on.
    record SetRules(int rules) implements Mutation {}

    /// From now on events below this floor bring no shards any more.
    record RaiseFloor(long floor) implements Mutation {}

    /// From now on the event of this id is rejected.
    record MarkWithdrawn(EventId id) implements Mutation {}
}
