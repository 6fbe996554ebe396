package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What an event asks for. The log's order decides whether it is accepted.
public sealed interface EventBody {
    /// What is asked for in a bucket that exists.
    sealed interface InBucket extends EventBody {
        /// The blob that the event brings.
        default Optional<Blob> blob() {
            return Optional.empty();
        }
    }

    /// Creates the bucket that the envelope names. An empty region means the server's.
    record BucketCreate(BucketId newBucketId, String region) implements EventBody {}

    /// Deletes the bucket that the envelope names, if it is empty.
    record BucketDelete() implements InBucket {}

    /// Puts an object whose bytes are in one blob, or that has none.
    record ObjectPut(
            ObjectKey key,
            long size,
            String etag,
            Optional<Blob> blob,
            ObjectMetadata metadata,
            Optional<Checksum> checksum,
            Preconditions preconditions,
            boolean copy)
            implements InBucket {}

    /// Replaces the metadata of the version of this sequence and leaves its content where it is.
    record ObjectRewrite(
            ObjectKey key, long sequence, ObjectMetadata metadata, Preconditions preconditions)
            implements InBucket {}

    /// Deletes up to [#ENTRIES_MAX] keys, each decided by itself.
    record ObjectsDelete(List<DeleteEntry> entries) implements InBucket {
        /// The most keys of one request.
        public static final int ENTRIES_MAX = 1000;

        public ObjectsDelete {
            entries = List.copyOf(entries);
        }
    }

    /// One key of a delete request.
    record DeleteEntry(ObjectKey key, Preconditions preconditions) {}

    /// Begins a multipart upload.
    record UploadCreate(
            ObjectKey key,
            UploadId uploadId,
            ObjectMetadata metadata,
            Optional<ChecksumAlgorithm> checksumAlgorithm,
            boolean checksumFullObject)
            implements InBucket {}

    /// Uploads one part; it replaces an earlier part of the same number.
    record PartPut(
            ObjectKey key,
            UploadId uploadId,
            int partNumber,
            long size,
            String etag,
            Optional<Blob> blob,
            Optional<Checksum> checksum)
            implements InBucket {}

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

    /// Shards of a blob were made again elsewhere. The row that holds the blob is the version of
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
