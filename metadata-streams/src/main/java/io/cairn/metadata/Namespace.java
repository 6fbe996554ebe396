package io.cairn.metadata;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Upload;
import java.util.List;
import java.util.Optional;

/// The namespace as its clients see it. Every read is strong: it shows all that was answered before
/// it began, and nothing that a crash or the loss of a drive could take back. Every method throws
/// [NamespaceUnavailableException] while the owner of the bucket's partition cannot answer (it
/// restores, moves, or does not answer in time). Safe for use by many threads; blocks its caller.
/// What goes wrong with an append has three names, none of which is a kind of another: see
/// [#append].
public interface Namespace {
    /// Appends the event and waits for its outcome, which is durable when this returns. Events of a
    /// bucket are decided in the order of the log. Appending an event again gives its first outcome
    /// and changes no row (other bytes that it brings are reclaimed), as long as the fold knows it:
    /// see [io.cairn.metadata.fold.OutcomeAge]. So does another event of the same id.
    ///
    /// - [NamespaceRefusedException]: there is no room for such an event now. It did not and will
    ///   not happen.
    /// - [NamespaceUnavailableException]: the log did not take the event. It did not and will not
    ///   happen: it never got there, or was withdrawn.
    /// - [OutcomeUnknownException]: it may have happened or still happen. What it names must be
    ///   kept.
    /// - Any other exception is a fault of the program and says nothing about the event, which has
    ///   to be treated as of unknown outcome.
    Outcome append(Event event);

    /// The first outcome of an event of this id in `bucket`, as long as the fold knows it. A strong
    /// read; an event that is under way may still come.
    Optional<Outcome> outcome(String bucket, EventId id);

    /// The same as far as this node has folded: no strong read, and what it shows may not be
    /// durable yet. A hint, that must not be shown to anybody. Does not wait.
    Optional<Outcome> foldedOutcome(String bucket, EventId id);

    /// Begins a write to `bucket`. Its event and the shards that the event brings carry this base.
    /// The caller begins before it writes the first shard, and closes when the outcome is known or
    /// the write is given up. Until then no fence rejects the event.
    Write begin(String bucket);

    /// Raises a fence in every partition. From then on no event can name a shard whose base is
    /// below the floor of its partition, unless a row names it already. Floors are as high as the
    /// running writes allow. The fences are folded and durable when this returns.
    Floors fence();

    /// The bucket of this name.
    Optional<BucketImage> bucket(String name);

    /// Up to `max` buckets whose names begin with `prefix` and come after `after`, in order of
    /// their names over all partitions.
    BucketPage buckets(String prefix, String after, int max);

    /// The bucket of this name and the current version of a key in it. One strong read, and what it
    /// answers held at one moment.
    Lookup find(String bucket, ObjectKey key);

    /// The bucket of this name and the version of this id of a key in it; [VersionId#NULL] is the
    /// null version. Otherwise as [#find(String, ObjectKey)].
    Lookup find(String bucket, ObjectKey key, VersionId id);

    /// How much the bucket holds.
    Usage usage(BucketImage bucket);

    /// The current version of a key; empty if there is none or it is a delete marker.
    Optional<ObjectVersion> latest(BucketImage bucket, ObjectKey key);

    /// A page of the bucket's current versions.
    ListPage list(BucketImage bucket, ListQuery query);

    /// A page of all versions of the bucket's keys, delete markers included.
    VersionPage versions(BucketImage bucket, VersionQuery query);

    /// The upload, while it is neither completed nor aborted.
    Optional<Upload> upload(BucketImage bucket, ObjectKey key, UploadId id);

    /// A page of the bucket's uploads.
    UploadPage uploads(BucketImage bucket, UploadQuery query);

    /// Up to `max` parts of an upload, or of the object that was made of it, whose numbers are
    /// above `afterNumber`, in order of their numbers.
    List<Part> parts(BucketImage bucket, UploadId id, int afterNumber, int max);

    /// The part of a completed object that holds the byte at `offset`.
    Optional<Part> partAt(BucketImage bucket, UploadId id, long offset);

    /// The row of this key that holds a blob; empty if none does any more.
    Optional<BlobRow> holder(BucketImage bucket, ObjectKey key, BlobId blob);

    /// A running write.
    interface Write extends AutoCloseable {
        /// The position of the last event of its partition when it began, -1 if there was none.
        long base();

        /// Idempotent.
        @Override
        void close();
    }

    /// The floors of all partitions.
    @FunctionalInterface
    interface Floors {
        /// The floor of the partition of `bucket`.
        long of(String bucket);
    }

    /// What a key was found to hold.
    sealed interface Lookup {
        /// There is no bucket of this name.
        record NoSuchBucket() implements Lookup {}

        /// The bucket has no version of the key, or not the one that was asked for.
        record NoSuchKey(BucketImage bucket) implements Lookup {}

        /// The key is hidden under a delete marker, or that was asked for.
        record Hidden(BucketImage bucket, ObjectVersion marker) implements Lookup {}

        /// The key's current version, or the one that was asked for.
        record Found(BucketImage bucket, ObjectVersion version) implements Lookup {}
    }

    /// Up to `max` buckets and whether there are more.
    record BucketPage(List<BucketImage> buckets, boolean truncated) {
        public BucketPage {
            buckets = List.copyOf(buckets);
        }
    }

    /// What to list: keys that begin with `prefix` and come after `after` (both may be empty) in
    /// the order of their UTF-8 bytes; keys that hold `delimiter` (empty for none) behind the
    /// prefix are rolled up to one common prefix. If `after` is itself such a common prefix, all
    /// keys under it are passed over. A page holds at most `max` rows, common prefixes included.
    record ListQuery(String prefix, String delimiter, String after, int max) {}

    /// One row of a listing.
    sealed interface ListRow {
        /// A key that was not rolled up.
        record Key(ObjectVersion version) implements ListRow {}

        /// Keys that share everything up to a delimiter.
        record CommonPrefix(String prefix) implements ListRow {}

        /// The text that continues a listing after this row.
        default String marker() {
            return switch (this) {
                case Key(ObjectVersion version) -> version.key().value();
                case CommonPrefix(String prefix) -> prefix;
            };
        }
    }

    /// A page of rows in order; `truncated` if there are more behind its last row.
    record ListPage(List<ListRow> rows, boolean truncated) {
        public ListPage {
            rows = List.copyOf(rows);
        }
    }

    /// What versions to list: as [ListQuery], then those after version `afterVersion` of key
    /// `afterKey` (if that is empty: after all versions of `afterKey`). Versions of a key are in
    /// the order of the log, the newest first. A version that is gone holds its place, except the
    /// null version: without it the versions of `afterKey` are listed from the first.
    record VersionQuery(
            String prefix,
            String delimiter,
            String afterKey,
            Optional<VersionId> afterVersion,
            int max) {}

    /// One row of a listing of versions.
    sealed interface VersionRow {
        /// A version that was not rolled up; `latest` is the newest of its key.
        record Version(ObjectVersion version, boolean latest) implements VersionRow {}

        /// Keys that share everything up to a delimiter.
        record CommonPrefix(String prefix) implements VersionRow {}
    }

    /// A page of rows in order; `truncated` if there are more behind its last row.
    record VersionPage(List<VersionRow> rows, boolean truncated) {
        public VersionPage {
            rows = List.copyOf(rows);
        }
    }

    /// What uploads to list: as [ListQuery], then those after upload `afterUpload` of key
    /// `afterKey` (if that is empty: after all uploads of `afterKey`). Uploads of a key are in
    /// order of their beginning.
    record UploadQuery(
            String prefix,
            String delimiter,
            String afterKey,
            Optional<UploadId> afterUpload,
            int max) {}

    /// One row of a listing of uploads.
    sealed interface UploadRow {
        /// An upload that was not rolled up.
        record InProgress(Upload upload) implements UploadRow {}

        /// Keys that share everything up to a delimiter.
        record CommonPrefix(String prefix) implements UploadRow {}
    }

    /// A page of rows in order; `truncated` if there are more behind its last row.
    record UploadPage(List<UploadRow> rows, boolean truncated) {
        public UploadPage {
            rows = List.copyOf(rows);
        }
    }
}
