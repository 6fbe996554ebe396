package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an event asks for. The log's order decides whether it is accepted.
public sealed interface EventBody {
    /// What is asked for, as bytes. Bodies that ask for the same have the same bytes, within one
    /// release.
    default byte[] toBytes() {
        return EventCoder.bodyBytes(this);
    }

    /// What is asked for in a bucket that exists.
    sealed interface InBucket extends EventBody {}

    /// Whether the event may bring bytes of its own: the blob of its envelope.
    default boolean bringsBytes() {
        return false;
    }

    /// Creates the bucket that the envelope names. An empty region means the server's; `stripes` is
    /// over how many partitions its keys are spread, today 1. With `objectLock` the bucket keeps
    /// versions, and they can be locked.
    record BucketCreate(BucketId newBucketId, String region, int stripes, boolean objectLock)
            implements EventBody {
        /// A bucket in one partition.
        public BucketCreate(BucketId newBucketId, String region) {
            this(newBucketId, region, 1, false);
        }
    }

    /// Sets one document of the bucket's configuration, such as `policy`, or removes it if there is
    /// no text. All documents of a bucket have at most [#CHARS_MAX] characters.
    record BucketDocumentPut(String document, Optional<String> text) implements InBucket {
        /// 1 Mi characters.
        public static final int CHARS_MAX = 1 << 20;
    }

    /// Sets whether the bucket keeps replaced versions. It never becomes unversioned again.
    record BucketVersioningPut(Versioning versioning) implements InBucket {}

    /// Lets versions of a bucket that keeps them be locked from here on, for ever, and sets the
    /// default retention.
    record BucketLockPut(ObjectLock lock) implements InBucket {}

    /// Sets how many content bytes all versions of the bucket may have, or removes that limit.
    record BucketQuotaPut(OptionalLong bytes) implements InBucket {}

    /// Deletes the bucket that the envelope names, if it is empty.
    record BucketDelete() implements InBucket {}

    /// Puts an object. Its bytes are the blob of the envelope, if any.
    record ObjectPut(
            ObjectKey key,
            ObjectContent content,
            ObjectMetadata metadata,
            ObjectAttributes attributes,
            Preconditions preconditions,
            boolean copy)
            implements InBucket {
        @Override
        public boolean bringsBytes() {
            return true;
        }
    }

    /// Replaces the metadata, and perhaps the tags, of the version of this sequence and leaves its
    /// content where it is.
    record ObjectRewrite(
            ObjectKey key,
            long sequence,
            ObjectMetadata metadata,
            Preconditions preconditions,
            Optional<SortedMap<String, String>> tags)
            implements InBucket {
        /// Leaves the tags as they are.
        public ObjectRewrite(
                ObjectKey key, long sequence, ObjectMetadata metadata, Preconditions conditions) {
            this(key, sequence, metadata, conditions, Optional.empty());
        }

        public ObjectRewrite {
            tags = tags.map(given -> Collections.unmodifiableSortedMap(new TreeMap<>(given)));
        }
    }

    /// Gives the version of this sequence other tags. `current` says that it must be the newest of
    /// its key.
    record ObjectTagsPut(
            ObjectKey key, long sequence, SortedMap<String, String> tags, boolean current)
            implements InBucket {
        public ObjectTagsPut {
            tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        }
    }

    /// Sets the retention of the version of this sequence, or removes it if there is none.
    /// `bypassGovernance` says that the requester may and wants to weaken one of that mode.
    record ObjectRetentionPut(
            ObjectKey key, long sequence, Optional<Retention> retention, boolean bypassGovernance)
            implements InBucket {}

    /// Sets the legal hold of the version of this sequence, ON or OFF.
    record ObjectLegalHoldPut(ObjectKey key, long sequence, LegalHold legalHold)
            implements InBucket {}

    /// Deletes up to [#ENTRIES_MAX] keys, each decided by itself.
    record ObjectsDelete(List<DeleteEntry> entries) implements InBucket {
        /// The most keys of one request.
        public static final int ENTRIES_MAX = 1000;

        public ObjectsDelete {
            entries = List.copyOf(entries);
        }
    }

    /// One key of a delete request. `versionId` names the version to be removed, if any;
    /// [VersionId#NULL] is the null version. `bypassGovernance` says that the requester may and
    /// wants to remove a version under retention of that mode.
    record DeleteEntry(
            ObjectKey key,
            Optional<VersionId> versionId,
            boolean bypassGovernance,
            Preconditions preconditions) {
        /// Deletes the object, without naming a version.
        public DeleteEntry(ObjectKey key, Preconditions preconditions) {
            this(key, Optional.empty(), false, preconditions);
        }
    }

    /// Begins a multipart upload.
    record UploadCreate(ObjectKey key, UploadId uploadId, UploadPlan plan) implements InBucket {}

    /// Uploads one part; it replaces an earlier part of the same number. Its bytes are the blob of
    /// the envelope, if any.
    record PartPut(ObjectKey key, UploadId uploadId, int partNumber, PartContent content)
            implements InBucket {
        @Override
        public boolean bringsBytes() {
            return true;
        }
    }

    /// A part as the client names it when it completes an upload.
    record CompletedPart(int partNumber, String etag, Optional<Checksum> checksum) {}

    /// Makes an object of the parts of an upload.
    record UploadComplete(
            ObjectKey key,
            UploadId uploadId,
            List<CompletedPart> parts,
            OptionalLong expectedSize,
            Optional<Checksum> expectedChecksum,
            Preconditions preconditions)
            implements InBucket {
        public UploadComplete {
            parts = List.copyOf(parts);
        }
    }

    /// Gives up an upload and its parts.
    record UploadAbort(ObjectKey key, UploadId uploadId) implements InBucket {}

    /// Shards of a blob were rebuilt elsewhere. The row that holds the blob is the version of
    /// `sequence`, or part `partNumber` of upload `uploadId`, out of which that version was made
    /// (-1: none yet). `before` and `after` are the places of all its shards; what differs is new.
    record ShardsRelocated(
            ObjectKey key,
            long sequence,
            Optional<UploadId> uploadId,
            int partNumber,
            BlobId blobId,
            List<ShardPlace> before,
            List<ShardPlace> after)
            implements InBucket {
        public ShardsRelocated {
            before = List.copyOf(before);
            after = List.copyOf(after);
            if (before.size() != after.size()) {
                throw new IllegalArgumentException(
                        "blob "
                                + blobId
                                + " moves from "
                                + before.size()
                                + " places to "
                                + after.size());
            }
        }
    }

    /// Takes back an event whose outcome its writer does not know.
    record Withdraw(EventId eventId) implements EventBody {}

    /// From here on events of this partition that bring shards and whose base is below `floor` are
    /// rejected.
    record Fence(long floor) implements EventBody {}

    /// From here on this partition is folded by a newer set of rules.
    record RulesRaised(int rules) implements EventBody {}
}
